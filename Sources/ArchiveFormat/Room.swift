// Room ArchiveFormat.
