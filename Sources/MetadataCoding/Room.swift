// Room MetadataCoding.
