// RepackingTests
