internal import ByteCoding
internal import SensorModel

/// Binary PGM with a largest value of 65535: `P5`, width, height, 65535, then samples, most significant byte first.
enum PortableGraymap {
  /// Throws `.damaged` for anything else.
  static func read(_ bytes: [UInt8]) throws(Fault) -> Mosaic {
    var reader = ByteReader(bytes)
    func word() throws(Fault) -> String {
      var word = ""
      while true {
        let byte = try reader.u8()
        if [9, 10, 13, 32].contains(byte) {
          if word.isEmpty { continue }
          return word
        }
        guard word.utf8.count < 10 else { throw .damaged("pgm.header", "not a PGM file") }
        word.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    guard try word() == "P5", let width = Int(try word()), let height = Int(try word()), try word() == "65535",
      (1...65_535).contains(width), (1...65_535).contains(height), reader.remaining == width * height * 2
    else {
      throw .damaged("pgm.header", "not a binary PGM of 16 bits")
    }
    var samples: [UInt16] = []
    samples.reserveCapacity(width * height)
    for _ in 0..<(width * height) { samples.append(try reader.u16(bigEndian: true)) }
    return Mosaic(width: width, height: height, samples: samples)
  }
}
