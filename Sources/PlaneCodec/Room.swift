// Room PlaneCodec.
