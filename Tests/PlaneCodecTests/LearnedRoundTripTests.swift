import ByteCoding
@testable import PlaneCodec
import SensorModel
import Testing

/// The learned methods give back every plane, whatever its content, size, depth and place in the mosaic.
@Suite struct LearnedRoundTripTests {
  static let sizes = [(1, 1), (1, 37), (53, 1), (2, 2), (3, 5), (63, 5), (64, 3), (65, 9), (31, 47), (130, 67)]

  private func check(
    _ content: PlaneContent, _ pattern: FilterPattern, width: Int, height: Int, bits: Int, _ learned: LearnedProfile, tileSide: Int = 1024
  ) throws {
    let profile = learned.profile(tileSide: tileSide)
    let (planes, indices) = pattern.planes(content, width: width, height: height, bits: bits)
    for sample in try LearnedSample.all(planes, indices: indices, cell: pattern.cell, colors: colors(pattern, indices), profile) {
      let name = "\(content) \(pattern) \(width)x\(height), \(bits) bits, plane \(sample.coded.index)"
      #expect(sample.coded.method == learned.method)
      do {
        #expect(try sample.decode(sample.coded.payload) == sample.plane, "\(name)")
        #expect(try PlaneDecoder.damagedTiles(sample.coded.payload[...]).isEmpty, "\(name)")
      } catch { Issue.record("\(name): \(error)") }
    }
  }

  private func colors(_ pattern: FilterPattern, _ indices: [Int]) -> [UInt8] { indices.map { pattern.colors[$0] } }

  @Test(arguments: LearnedProfile.allCases, PlaneContent.allCases) func everySize(_ learned: LearnedProfile, _ content: PlaneContent) throws
  {
    for (width, height) in Self.sizes {
      try check(content, .monochrome, width: width, height: height, bits: 12, learned)
      try check(content, .rggb, width: 2 * width, height: 2 * height - 1, bits: 14, learned, tileSide: 32)
    }
  }

  @Test(arguments: LearnedProfile.allCases, PlaneContent.allCases) func tilesOfAnySide(_ learned: LearnedProfile, _ content: PlaneContent)
    throws
  {
    for side in [16, 23, 32, 64] { try check(content, .monochrome, width: 75, height: 66, bits: 14, learned, tileSide: side) }
  }

  @Test(arguments: LearnedProfile.allCases, 8...16) func everyDepth(_ learned: LearnedProfile, _ bits: Int) throws {
    for content in PlaneContent.allCases {
      try check(content, .grbg, width: 75, height: 66, bits: bits, learned, tileSide: 32)
    }
  }

  @Test(arguments: LearnedProfile.allCases, FilterPattern.allCases) func everyPattern(_ learned: LearnedProfile, _ pattern: FilterPattern)
    throws
  {
    for content in [PlaneContent.natural, .text, .noise, .thirds, .shadows] {
      for (width, height) in [(97, 61), (36, 30), (7, 3)] {
        try check(content, pattern, width: width, height: height, bits: 14, learned, tileSide: 16)
      }
    }
  }

  @Test(arguments: LearnedProfile.allCases) func everyValueOfSixteenBits(_ learned: LearnedProfile) throws {
    try check(.everyValue, .monochrome, width: 512, height: 256, bits: 16, learned, tileSide: 128)
    try check(.noise, .bggr, width: 512, height: 256, bits: 16, learned, tileSide: 128)
  }
}
