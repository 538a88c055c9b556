// Room TIFFWriting.
