// Room Auditing.
