// ArchiveFormatTests
