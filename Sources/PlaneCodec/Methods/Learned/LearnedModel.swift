internal import ByteCoding
internal import EntropyCoding
internal import Inference
internal import PlanePrediction
internal import ZstdCoding

/// What every learned method tells about a plane: its numbers and their cells. FORMAT.md 5.6.
struct LearnedNumbers: Hashable, Sendable {
  /// What sample arithmetic is relative to.
  var centre: Int
  /// The smallest and the largest number of the plane.
  var lowest: Int
  var highest: Int
  /// The width of each number's cell in 1/16 from lowest to highest, 0 for those not in use; nil where all are 16.
  var widths: [Int32]?

  var alphabet: SampleAlphabet {
    if let widths { SampleAlphabet(lowest: lowest, widths: widths) } else { SampleAlphabet(lowest: lowest, highest: highest) }
  }

  /// No cell is wider than the line: it keeps edges within 32 bits.
  private static let widest = 16 << 16

  func write(to writer: inout ByteWriter) {
    for value in [centre, lowest, highest] { writer.u16(UInt16(truncatingIfNeeded: value)) }
  }

  func writeWidths(to writer: inout ByteWriter) {
    for width in widths ?? [] { writer.varint(Int(width)) }
  }

  init(centre: Int, lowest: Int, highest: Int, widths: [Int32]?) {
    self.centre = centre
    self.lowest = lowest
    self.highest = highest
    self.widths = widths
  }

  init(from reader: inout ByteReader) throws(Fault) {
    centre = Int(try reader.u16())
    lowest = Int(try reader.u16())
    highest = Int(try reader.u16())
    guard lowest < highest, lowest - centre >= -32_768, highest - centre <= 32_767 else {
      throw Fault.damaged("plane.model", "numbers from \(lowest) to \(highest) about \(centre)")
    }
  }

  mutating func readWidths(from reader: inout ByteReader) throws(Fault) {
    var widths: [Int32] = []
    widths.reserveCapacity(highest - lowest + 1)
    var total = 0
    for _ in lowest...highest {
      let width = try reader.varint()
      total += min(width, Self.widest + 1)
      guard total <= Self.widest else { throw Fault.damaged("plane.model", "cells wider than the line") }
      widths.append(Int32(truncatingIfNeeded: width))
    }
    guard widths.first != 0, widths.last != 0 else { throw Fault.damaged("plane.model", "no cell at an end") }
    self.widths = widths
  }
}

/// Everything a decoder of method `mlp` is told about a plane besides its coded tiles: FORMAT.md 5.6.
struct LearnedModel: Hashable, Sendable {
  var numbers: LearnedNumbers
  var plane: PlaneModel
  var usesNetwork: Bool
  var supportSize: Support.Size
  /// What the encoder changed in the profile's network; nil where it is used as it is.
  var changes: NetworkChanges?

  /// The model as the tile table's first entry holds it.
  func serialized() throws(Fault) -> [UInt8] {
    var writer = ByteWriter()
    writer.u8((usesNetwork ? 1 : 0) | (numbers.widths == nil ? 0 : 2) | (supportSize == .wide ? 4 : 0) | (changes == nil ? 0 : 8))
    numbers.write(to: &writer)
    plane.write(to: &writer)
    numbers.writeWidths(to: &writer)
    changes?.write(to: &writer)
    return try ModelWrapping.wrap(writer.bytes)
  }

  /// Reads a model of a plane at a site with earlier planes at others. Throws `.damaged` (`plane.model`) for anything that a decoder
  /// could not follow.
  init(_ bytes: ArraySlice<UInt8>, site: PlaneSite, earlier: [PlaneSite]) throws(Fault) {
    do throws(Fault) {
      var reader = ByteReader(try ModelWrapping.unwrap(bytes))
      let flags = try reader.u8()
      guard flags & ~15 == 0, flags & 9 != 8 else { throw Fault.damaged("plane.model", "flags \(flags)") }
      usesNetwork = flags & 1 != 0
      supportSize = flags & 4 != 0 ? .wide : .near
      numbers = try LearnedNumbers(from: &reader)
      let support = Support(site: site, earlier: earlier, size: supportSize)
      plane = try PlaneModel(
        from: &reader, taps: PlaneFeatures.taps(support), scaleTaps: PlaneFeatures.scaleTaps(support))
      if flags & 2 != 0 { try numbers.readWidths(from: &reader) }
      if flags & 8 != 0 { changes = try NetworkChanges(from: &reader) }
      guard reader.isAtEnd else { throw Fault.damaged("plane.model", "\(reader.remaining) bytes too many") }
    } catch {
      throw ModelWrapping.refused(error)
    }
  }

  init(numbers: LearnedNumbers, plane: PlaneModel, usesNetwork: Bool, supportSize: Support.Size, changes: NetworkChanges? = nil) {
    self.numbers = numbers
    self.plane = plane
    self.usesNetwork = usesNetwork
    self.supportSize = supportSize
    self.changes = changes
  }
}

/// The zstd frame around a model.
enum ModelWrapping {
  private static let zstdLevel = 19
  /// No model is longer when plain: 65,536 widths of three bytes, and the weights.
  private static let longest = 1 << 18

  static func wrap(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(bytes.count)
    writer.write(try ZstdCoder.compress(bytes, level: zstdLevel))
    return writer.bytes
  }

  static func unwrap(_ bytes: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
    var reader = ByteReader(bytes)
    let count = try reader.varint()
    guard count <= longest else { throw Fault.damaged("plane.model", "a model of \(count) bytes") }
    return try ZstdCoder.decompress(reader.read(reader.remaining), expecting: count)
  }

  static func refused(_ fault: Fault) -> Fault {
    .damaged("plane.model", "the plane's model is not valid: \(fault.cause)", at: "model")
  }
}
