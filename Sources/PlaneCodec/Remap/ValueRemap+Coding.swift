internal import ByteCoding
internal import ZstdCoding

extension ValueRemap {
  /// The longest table without compression: 65,536 runs of one value take three bytes a value and two of a varint's more.
  private static let longestTable = 65_536 * 5
  private static let zstdLevel = 19

  /// The table as FORMAT.md 5.2 writes it; the smaller of plain and compressed.
  func serialized() throws(Fault) -> (coding: TableCoding, bytes: [UInt8]) {
    var writer = ByteWriter()
    switch kind {
    case .none: return (.plain, [])
    case .runs:
      var next = 0
      for run in Run.cover(values) {
        writer.varint(run.first - next)
        writer.varint(run.count - 1)
        if run.count > 1 { writer.varint(run.step - 1) }
        next = run.last + 1
      }
    case .gaps:
      var next = 0
      for value in values {
        writer.varint(Int(value) - next)
        next = Int(value) + 1
      }
    }
    var wrapped = ByteWriter()
    wrapped.varint(writer.count)
    wrapped.write(try ZstdCoder.compress(writer.bytes, level: Self.zstdLevel))
    return wrapped.count < writer.count ? (.zstd, wrapped.bytes) : (.plain, writer.bytes)
  }

  /// The same values, written the shorter way.
  init(shortestFor values: [UInt16]) throws(Fault) {
    let runs = ValueRemap(kind: .runs, values: values)
    let gaps = ValueRemap(kind: .gaps, values: values)
    self = try runs.serialized().bytes.count <= gaps.serialized().bytes.count ? runs : gaps
  }

  /// Reads a table back. Throws `.damaged` (`plane.remap`).
  init(kind: Kind, coding: TableCoding, table: ArraySlice<UInt8>) throws(Fault) {
    do throws(Fault) {
      guard kind != .none else {
        guard table.isEmpty, coding == .plain else { throw Fault.damaged("plane.remap", "a table where there should be none") }
        self = .none
        return
      }
      var reader = ByteReader(table)
      if coding == .zstd {
        let count = try reader.varint()
        guard count <= Self.longestTable else { throw Fault.damaged("plane.remap", "a table of \(count) bytes") }
        reader = ByteReader(try ZstdCoder.decompress(reader.read(reader.remaining), expecting: count))
      }
      var values: [UInt16] = []
      var next = 0
      while !reader.isAtEnd {
        let run = kind == .runs ? try Run(from: &reader, after: next) : try Run(gapFrom: &reader, after: next)
        for number in 0..<run.count { values.append(UInt16(truncatingIfNeeded: run.first + number * run.step)) }
        next = run.last + 1
      }
      guard !values.isEmpty else { throw Fault.damaged("plane.remap", "a table without values") }
      self.init(kind: kind, values: values)
    } catch {
      throw Fault.damaged("plane.remap", "the table of sample values is not valid: \(error.cause)", at: "value table")
    }
  }
}
