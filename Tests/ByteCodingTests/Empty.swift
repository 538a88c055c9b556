// ByteCodingTests
