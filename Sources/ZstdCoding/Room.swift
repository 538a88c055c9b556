// Room ZstdCoding.
