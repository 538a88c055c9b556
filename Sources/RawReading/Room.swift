// Room RawReading.
