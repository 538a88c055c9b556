// Room TIFFReading.
