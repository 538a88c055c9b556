internal import ByteCoding

/// Walks the marker segments of a JPEG stream up to the first coded sample.
struct HeaderParser {
  struct Frame {
    var precision: Int
    var width: Int
    var height: Int
    /// Horizontal and vertical sampling, a nibble each.
    var factors: [UInt8]
  }

  struct Scan {
    /// Indices of Huffman tables, one a component.
    var tables: [Int]
    var predictor: Int
    var pointTransform: Int
  }

  private var reader: ByteReader
  private(set) var frame: Frame?
  private(set) var scan: Scan?
  private(set) var tables = [(counts: [UInt8], values: [UInt8])?](repeating: nil, count: 4)
  /// In samples of a component; 0 for none.
  private(set) var restartInterval = 0

  init(_ bytes: ArraySlice<UInt8>) { reader = ByteReader(bytes) }

  /// All bytes read.
  var consumed: ArraySlice<UInt8> { reader.bytes.prefix(reader.offset) }

  mutating func run() throws(Fault) {
    guard try reader.u8() == 0xFF, try reader.u8() == 0xD8 else { throw damaged("a JPEG stream begins with FF D8") }
    while scan == nil { try readSegment(try marker()) }
  }

  private mutating func marker() throws(Fault) -> UInt8 {
    guard try reader.u8() == 0xFF else { throw damaged("a marker was to come here") }
    var code = try reader.u8()
    // Any number of fill bytes may stand before a marker.
    while code == 0xFF { code = try reader.u8() }
    return code
  }

  private mutating func readSegment(_ code: UInt8) throws(Fault) {
    // The one marker that stands alone and may occur here.
    if code == 0x01 { return }
    guard code >= 0xC0, !(0xD0...0xD9).contains(code) else {
      throw damaged("marker FF \([code].hex) before the first scan")
    }
    let length = Int(try reader.u16(bigEndian: true))
    guard length >= 2 else { throw damaged("a marker segment of \(length) bytes") }
    var body = ByteReader(try reader.read(length - 2))
    switch code {
    case 0xC3: try readFrame(&body)
    case 0xC4: try readTables(&body)
    case 0xDD: restartInterval = Int(try body.u16(bigEndian: true))
    case 0xDA: try readScan(&body)
    case 0xC8, 0xCC, 0xDB, 0xE0...0xFE: break
    case 0xC0...0xCF: throw .unsupported("ljpeg.process", "JPEG of process SOF\(code - 0xC0), not lossless Huffman coding (SOF3)")
    default: throw .unsupported("ljpeg.process", "marker FF \([code].hex) belongs to another process of JPEG")
    }
  }

  private mutating func readFrame(_ body: inout ByteReader) throws(Fault) {
    guard frame == nil else { throw damaged("a second frame before the first scan") }
    let precision = Int(try body.u8())
    let (height, width) = (Int(try body.u16(bigEndian: true)), Int(try body.u16(bigEndian: true)))
    var found = Frame(precision: precision, width: width, height: height, factors: [])
    for _ in 0..<Int(try body.u8()) {
      try body.skip(1)
      found.factors.append(try body.u8())
      try body.skip(1)
    }
    frame = found
  }

  private mutating func readTables(_ body: inout ByteReader) throws(Fault) {
    while !body.isAtEnd {
      let place = try body.u8()
      let counts = Array(try body.read(16))
      let values = Array(try body.read(counts.reduce(0) { $0 + Int($1) }))
      // Tables of class 1 are of no use to lossless coding; a later table takes an earlier one's place.
      guard place & 0x0F < 4 else { throw .damaged("ljpeg.huffman", "there is no Huffman table \(place & 0x0F)") }
      if place < 0x10 { tables[Int(place)] = (counts, values) }
    }
  }

  private mutating func readScan(_ body: inout ByteReader) throws(Fault) {
    var found = Scan(tables: [], predictor: 0, pointTransform: 0)
    for _ in 0..<Int(try body.u8()) {
      try body.skip(1)
      found.tables.append(Int(try body.u8() >> 4))
    }
    found.predictor = Int(try body.u8())
    try body.skip(1)
    found.pointTransform = Int(try body.u8() & 0x0F)
    scan = found
  }

  private func damaged(_ cause: String) -> Fault { .damaged("ljpeg.marker", cause, at: "offset \(reader.offset)") }
}
