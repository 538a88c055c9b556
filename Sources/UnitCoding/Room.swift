// Room UnitCoding.
