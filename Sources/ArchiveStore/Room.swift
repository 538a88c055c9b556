// Room ArchiveStore.
