// TIFFWritingTests
