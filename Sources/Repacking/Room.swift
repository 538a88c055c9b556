// Room Repacking.
