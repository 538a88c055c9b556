// PlaneCodecTests
