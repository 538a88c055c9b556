internal import ByteCoding

/// What the raw data of a RAF file say of themselves: a TIFF directory with one entry, 0xF000, that leads to another.
package struct RAFRawDirectory: Hashable, Sendable {
  /// Size in samples (0xF001, 0xF002) and bits of a sample (0xF003); 0 where nothing is said.
  package private(set) var width = 0
  package private(set) var height = 0
  package private(set) var bits = 0
  /// Where the samples lie (0xF007, 0xF008), counted from the file's start and cut off at its end.
  package private(set) var samples: Range<Int>

  private static let entryLimit = 512

  /// Nil where the raw data do not begin with such directories.
  static func find(in file: ArraySlice<UInt8>, _ raw: Range<Int>) -> RAFRawDirectory? {
    do throws(Fault) {
      // Offsets count from the raw data's start.
      var reader = ByteReader(file[(file.startIndex + raw.lowerBound)...])
      let order = try reader.u16()
      guard order == 0x4949 || order == 0x4D4D else { return nil }
      let isBigEndian = order == 0x4D4D
      guard try reader.u16(bigEndian: isBigEndian) == 42 else { return nil }
      let first = try entries(&reader, at: Int(try reader.u32(bigEndian: isBigEndian)), isBigEndian)
      guard let inner = first[0xF000] else { return nil }
      let values = try entries(&reader, at: inner, isBigEndian)
      guard let offset = values[0xF007], offset < reader.count else { return nil }
      let start = raw.lowerBound + offset
      let length = values[0xF008] ?? 0
      // Without a length all that follows may be samples.
      let end = length > 0 ? min(file.count, start + length) : raw.upperBound
      guard start < end else { return nil }
      var directory = RAFRawDirectory(samples: start..<end)
      (directory.width, directory.height, directory.bits) = (values[0xF001] ?? 0, values[0xF002] ?? 0, values[0xF003] ?? 0)
      return directory
    } catch {
      return nil
    }
  }

  /// The first value of each entry of the types BYTE, SHORT, LONG and IFD.
  private static func entries(_ reader: inout ByteReader, at start: Int, _ isBigEndian: Bool) throws(Fault) -> [UInt16: Int] {
    try reader.seek(to: start)
    var values: [UInt16: Int] = [:]
    for _ in 0..<min(entryLimit, Int(try reader.u16(bigEndian: isBigEndian))) {
      let (tag, type) = (try reader.u16(bigEndian: isBigEndian), try reader.u16(bigEndian: isBigEndian))
      let count = Int(try reader.u32(bigEndian: isBigEndian))
      let field = try reader.read(4)
      let size = [1: 1, 3: 2, 4: 4, 13: 4][type] ?? 0
      guard size > 0, count > 0, values[tag] == nil else { continue }
      var value = ByteReader(field)
      if count * size > 4 {
        let place = Int(try value.u32(bigEndian: isBigEndian))
        guard place <= reader.count - size else { continue }
        value = ByteReader(reader.bytes[(reader.bytes.startIndex + place)...])
      }
      switch size {
      case 1: values[tag] = Int(try value.u8())
      case 2: values[tag] = Int(try value.u16(bigEndian: isBigEndian))
      default: values[tag] = Int(try value.u32(bigEndian: isBigEndian))
      }
    }
    return values
  }
}
