// Room JXLCoding.
