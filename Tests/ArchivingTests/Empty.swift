// ArchivingTests
