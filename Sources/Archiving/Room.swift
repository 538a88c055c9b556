// Room Archiving.
