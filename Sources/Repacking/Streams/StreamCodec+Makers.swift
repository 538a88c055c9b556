internal import ByteCoding
internal import CanonCRW
internal import CanonCRX
internal import FujiRAF
internal import NikonPentaxHuffman
internal import OlympusORF
internal import PanasonicRW2
internal import SonyARW

// The makers' rooms as codecs, by their layout kinds.

extension CRWFormat: StreamFormat {}
extension CRWRemainder: StreamRemainder {}
extension CRWStream: StreamCodec {
  static var kind: Int { 3 }
  static func description(of format: CRWFormat) -> String { "Canon CRW, \(format.hasLowBits ? 12 : 10) bits" }
}

extension NikonPentaxFormat: StreamFormat {}
extension NikonPentaxRemainder: StreamRemainder {}
extension NikonPentaxStream: StreamCodec {
  static var kind: Int { 4 }
  static func description(of format: NikonPentaxFormat) -> String { "Nikon/Pentax Huffman" }
}

extension ARW2Format: StreamFormat {}
extension ARW2Remainder: StreamRemainder {}
extension ARW2Stream: StreamCodec {
  static var kind: Int { 5 }
  static func description(of format: ARW2Format) -> String { "Sony ARW2" }
}

extension ARW1Format: StreamFormat {}
extension ARW1Remainder: StreamRemainder {}
extension ARW1Stream: StreamCodec {
  static var kind: Int { 6 }
  static func description(of format: ARW1Format) -> String { "Sony ARW1" }
}

extension FujiRAFFormat: StreamFormat {}
extension FujiRAFRemainder: StreamRemainder {}
extension FujiRAFStream: StreamCodec {
  static var kind: Int { 7 }
  static func description(of format: FujiRAFFormat) -> String { "Fujifilm lossless, \(format.bits) bits" }
}

extension OlympusORFFormat: StreamFormat {}
extension OlympusORFRemainder: StreamRemainder {
  init(parsing reader: inout ByteReader) throws(Fault) { try self.init(parsing: &reader, budget: .standard) }
}
extension OlympusORFStream: StreamCodec {
  static var kind: Int { 8 }
  static func description(of format: OlympusORFFormat) -> String { "Olympus compressed" }
}

extension PanasonicRW2Format: StreamFormat {}
extension PanasonicRW2Remainder: StreamRemainder {
  init(parsing reader: inout ByteReader) throws(Fault) { try self.init(parsing: &reader, budget: .standard) }
}
extension PanasonicRW2Stream: StreamCodec {
  static var kind: Int { 9 }
  static func description(of format: PanasonicRW2Format) -> String { "Panasonic RW2, \(format.layout)" }
}

extension CRXFormat: StreamFormat {}
extension CRXRemainder: StreamRemainder {}
extension CRXStream: StreamCodec {
  static var kind: Int { 10 }
  static func description(of format: CRXFormat) -> String { "Canon CRX, \(format.bits) bits" }
}
