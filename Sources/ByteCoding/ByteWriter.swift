/// Appends integers and byte runs to a buffer, little-endian unless told otherwise.
package struct ByteWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  package var count: Int { bytes.count }

  package mutating func write(_ run: some Sequence<UInt8>) { bytes.append(contentsOf: run) }

  package mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ value: T, bigEndian: Bool = false) {
    let size = MemoryLayout<T>.size
    for index in 0..<size {
      let shift = (bigEndian ? size - 1 - index : index) * 8
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  package mutating func u8(_ value: UInt8) { bytes.append(value) }
  package mutating func u16(_ value: UInt16, bigEndian: Bool = false) { integer(value, bigEndian: bigEndian) }
  package mutating func u32(_ value: UInt32, bigEndian: Bool = false) { integer(value, bigEndian: bigEndian) }
  package mutating func u64(_ value: UInt64, bigEndian: Bool = false) { integer(value, bigEndian: bigEndian) }

  /// LEB128, shortest form. `value` must not be negative.
  package mutating func varint(_ value: Int) {
    precondition(value >= 0, "varint takes no negative values")
    var rest = UInt64(value)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
