import ByteCoding
import Foundation
import PictureCoding
import TestSupport
import Testing

@Suite struct ColourTests {
  @Test func profilesAreWhole() {
    for (profile, space) in [
      (ColourManagement.sRGBProfile, "RGB "), (ColourManagement.greyProfile, "GRAY"), (ColourManagement.adobeRGBProfile, "RGB "),
    ] {
      #expect(profile.count > 128 && profile.count < 4096)
      #expect(String(decoding: profile[16..<20], as: UTF8.self) == space)
      #expect(String(decoding: profile[36..<40], as: UTF8.self) == "acsp")
      #expect(profile[..<4].reduce(0) { $0 << 8 | Int($1) } == profile.count)
    }
  }

  @Test func ownProfilesChangeNothing() throws {
    var picture = Samples.picture(width: 40, height: 30)
    #expect(try ColourManagement.toSRGB(picture) == picture)
    let samples = picture.samples
    picture.icc = ColourManagement.sRGBProfile
    #expect(try ColourManagement.toSRGB(picture).samples == samples)
    #expect(try ColourManagement.toSRGB(picture).icc == nil)
    var grey = Samples.picture(width: 40, height: 30, channels: 1)
    grey.icc = ColourManagement.greyProfile
    #expect(try ColourManagement.toSRGB(grey).samples == grey.samples)
  }

  /// Adobe RGB to sRGB by the standards' own matrices: D65 in both, so nothing is adapted.
  @Test func adobeRGBIsConverted() throws {
    let codes: [[UInt8]] = [
      [255, 255, 255], [0, 0, 0], [128, 128, 128], [200, 100, 50], [90, 140, 120], [40, 60, 160], [180, 170, 160],
    ]
    let picture = Picture(width: codes.count, height: 1, channels: 3, samples: codes.flatMap { $0 }, icc: ColourManagement.adobeRGBProfile)
    let converted = try ColourManagement.toSRGB(picture).samples
    for (index, code) in codes.enumerated() {
      let linear = code.map { pow(Double($0) / 255, 563.0 / 256) }
      let rows = [[1.39836, -0.39836, 0], [0, 1, 0], [0, -0.04293, 1.04293]]
      for (channel, row) in rows.enumerated() {
        let light = max(0, min(1, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }))
        let value = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
        #expect(abs(value * 255 - Double(converted[index * 3 + channel])) <= 1.5, "\(code) \(channel)")
      }
    }
  }

  @Test func profilesOfOtherKindsAreRefused() throws {
    let grey = Samples.picture(width: 8, height: 8, channels: 1)
    let colour = Samples.picture(width: 8, height: 8)
    var profile = ColourManagement.adobeRGBProfile
    func code(_ picture: Picture, _ icc: [UInt8]) -> String? {
      var picture = picture
      picture.icc = icc
      do throws(Fault) {
        _ = try ColourManagement.toSRGB(picture)
        return nil
      } catch { return error.code }
    }
    #expect(code(grey, profile) == "icc.refused" && code(colour, ColourManagement.greyProfile) == "icc.refused")
    #expect(code(colour, []) == "icc.refused" && code(colour, [1, 2, 3]) == "icc.refused")
    var random = RepeatableRandomNumberGenerator(seed: 3)
    for _ in 0..<1000 {
      var damaged = profile
      for _ in 0...random.below(4) { damaged[random.below(damaged.count)] = UInt8(random.below(256)) }
      if random.below(4) == 0 { damaged.removeLast(random.below(damaged.count)) }
      _ = code(colour, damaged)
    }
    profile.removeAll()
  }

  @Test func exifIsRead() throws {
    for bigEndian in [false, true] {
      for orientation in 1...8 as ClosedRange<UInt8> {
        let block = try #require(ExifBlock(Samples.exif(orientation: orientation, bigEndian: bigEndian)))
        #expect(block.orientation == orientation && !block.isAdobeRGB)
        let upright = block.forUprightPicture()
        #expect(upright.count == block.bytes.count && ExifBlock(upright)?.orientation == 1)
        // Only the orientation and the thumbnail's offset change.
        #expect(zip(upright, block.bytes).filter { $0 != $1 }.count == (orientation == 1 ? 1 : 2))
      }
      #expect(ExifBlock(Samples.exif(orientation: 1, bigEndian: bigEndian, isAdobeRGB: true))?.isAdobeRGB == true)
      #expect(ExifBlock(Samples.exif(orientation: 77, bigEndian: bigEndian))?.orientation == 1)
    }
    #expect(ExifBlock([]) == nil && ExifBlock(Array("II*".utf8)) == nil)
    var random = RepeatableRandomNumberGenerator(seed: 4)
    let whole = Samples.exif(orientation: 5)
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
      bytes.removeLast(random.below(20))
      guard let block = ExifBlock(bytes) else { continue }
      _ = (block.orientation, block.isAdobeRGB)
      #expect(block.forUprightPicture().count == bytes.count)
    }
  }
}
