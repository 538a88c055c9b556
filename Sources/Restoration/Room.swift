// Room Restoration.
