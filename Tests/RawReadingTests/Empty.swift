// RawReadingTests
