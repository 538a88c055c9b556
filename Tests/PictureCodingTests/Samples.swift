import ByteCoding
import Foundation
import PictureCoding
import TestSupport

/// Pictures and JPEGs for the tests of this room.
enum Samples {
  /// Soft colours with edges and some noise, so that every coder has something to do.
  static func picture(width: Int, height: Int, channels: Int = 3, seed: UInt64 = 1) -> Picture {
    var random = RepeatableRandomNumberGenerator(seed: seed)
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels)
    for row in 0..<height {
      for column in 0..<width {
        for channel in 0..<channels {
          let wave = 128 + 90 * sin(Double(column + channel * 7) / 9) * cos(Double(row - channel * 5) / 11)
          let edge = (column / 24 + row / 16) % 2 == 0 ? 20.0 : -20
          samples.append(UInt8(max(0, min(255, wave + edge + Double(random.below(9)) - 4))))
        }
      }
    }
    return Picture(width: width, height: height, channels: channels, samples: samples)
  }

  /// A JPEG made by the command `cjpeg` from a picture; nil where it is not installed.
  static func cjpeg(_ picture: Picture, _ arguments: [String]) throws -> [UInt8]? {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("in.ppm")
      try Data(portable(picture)).write(to: source)
      let target = folder.appendingPathComponent("out.jpg")
      guard let run = try runTool("cjpeg", arguments + ["-outfile", target.path, source.path]) else { return nil }
      guard run.status == 0 else { throw Fault(.misuse, "test", run.errorText) }
      return [UInt8](try Data(contentsOf: target))
    }
  }

  /// What the command `djpeg` decodes; nil where it is not installed.
  static func djpeg(_ jpeg: [UInt8], _ arguments: [String] = []) throws -> Picture? {
    try withTemporaryFolder { folder in
      let source = folder.appendingPathComponent("in.jpg")
      try Data(jpeg).write(to: source)
      guard let run = try runTool("djpeg", arguments + ["-pnm", source.path]) else { return nil }
      guard run.status == 0, run.errors.isEmpty else { throw Fault(.misuse, "test", run.errorText) }
      return picture(portable: run.output)
    }
  }

  /// A binary PGM or PPM of eight bits.
  static func portable(_ picture: Picture) -> [UInt8] {
    Array("\(picture.channels == 1 ? "P5" : "P6")\n\(picture.width) \(picture.height)\n255\n".utf8) + picture.samples
  }

  static func picture(portable file: [UInt8]) -> Picture? {
    let parts = file.split(maxSplits: 4, omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x20 }
    guard parts.count == 5, let width = Int(String(decoding: parts[1], as: UTF8.self)),
      let height = Int(String(decoding: parts[2], as: UTF8.self))
    else { return nil }
    let channels = parts[0].last == 0x35 ? 1 : 3
    return Picture(width: width, height: height, channels: channels, samples: Array(parts[4]))
  }

  /// An Exif block: orientation, make, a thumbnail's directory, and optionally the mark of Adobe RGB.
  static func exif(orientation: UInt8, bigEndian: Bool = false, isAdobeRGB: Bool = false) -> [UInt8] {
    var writer = ByteWriter()
    func short(_ value: UInt16) { writer.u16(value, bigEndian: bigEndian) }
    func entry(_ tag: UInt16, _ type: UInt16, _ count: UInt32, _ field: [UInt8]) {
      short(tag)
      short(type)
      writer.u32(count, bigEndian: bigEndian)
      writer.write(field)
    }
    func long(_ value: UInt32) -> [UInt8] {
      var writer = ByteWriter()
      writer.u32(value, bigEndian: bigEndian)
      return writer.bytes
    }
    writer.write(bigEndian ? [0x4D, 0x4D, 0, 42] : [0x49, 0x49, 42, 0])
    writer.write(long(8))
    short(3)  // at 8; ends at 50
    entry(271, 2, 8, long(50))
    entry(274, 3, 1, bigEndian ? [0, orientation, 0, 0] : [orientation, 0, 0, 0])
    entry(34_665, 4, 1, long(58))
    writer.write(long(94))
    writer.write(Array("Testcam\0".utf8))
    short(1)  // at 58; ends at 76
    entry(40_965, 4, 1, long(76))
    writer.write(long(0))
    short(1)  // at 76; ends at 94
    entry(1, 2, 4, Array((isAdobeRGB ? "R03" : "R98").utf8) + [0])
    writer.write(long(0))
    short(1)  // at 94: the thumbnail's
    entry(259, 3, 1, bigEndian ? [0, 6, 0, 0] : [6, 0, 0, 0])
    writer.write(long(0))
    return writer.bytes
  }

  /// A JPEG with segments put behind its SOI.
  static func inserting(_ segments: [(marker: UInt8, payload: [UInt8])], into jpeg: [UInt8]) -> [UInt8] {
    var extra: [UInt8] = []
    for segment in segments {
      let length = segment.payload.count + 2
      extra += [0xFF, segment.marker, UInt8(length >> 8), UInt8(length & 255)] + segment.payload
    }
    return jpeg.prefix(2) + extra + jpeg.dropFirst(2)
  }

  /// The largest difference between samples; nil where sizes differ.
  static func difference(_ first: Picture, _ second: Picture) -> Int? {
    guard (first.width, first.height, first.channels) == (second.width, second.height, second.channels) else { return nil }
    return zip(first.samples, second.samples).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }

  static func meanSquare(_ first: Picture, _ second: Picture) -> Double {
    zip(first.samples, second.samples).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) } / Double(first.samples.count)
  }
}
