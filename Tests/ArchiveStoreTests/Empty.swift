// ArchiveStoreTests
