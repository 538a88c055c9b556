// Room Cataloguing.
