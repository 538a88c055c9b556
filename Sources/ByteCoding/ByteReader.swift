/// Reads integers and byte runs from a buffer without ever stepping outside it.
///
/// Little-endian unless a byte order is given. Every failing read throws `Fault.damaged` with code `bytes.short`.
package struct ByteReader: Sendable {
  package let bytes: ArraySlice<UInt8>
  /// The position of the next read, counted from the start of `bytes`.
  package private(set) var offset = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
  package init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  package var count: Int { bytes.count }
  package var remaining: Int { bytes.count - offset }
  package var isAtEnd: Bool { remaining == 0 }

  /// Moves to an absolute position; throws when it lies outside the buffer.
  package mutating func seek(to position: Int) throws(Fault) {
    guard position >= 0, position <= bytes.count else { throw short(position) }
    offset = position
  }

  /// The next `count` bytes, sharing storage with the buffer.
  package mutating func read(_ count: Int) throws(Fault) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw short(count) }
    let start = bytes.startIndex + offset
    offset += count
    return bytes[start..<(start + count)]
  }

  package mutating func skip(_ count: Int) throws(Fault) { _ = try read(count) }

  /// An unsigned integer of any width, in the given byte order.
  package mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type = T.self, bigEndian: Bool = false
  ) throws(Fault) -> T {
    let size = MemoryLayout<T>.size
    let run = try read(size)
    var value: T = 0
    if bigEndian {
      for byte in run { value = value << 8 | T(byte) }
    } else {
      for byte in run.reversed() { value = value << 8 | T(byte) }
    }
    return value
  }

  package mutating func u8() throws(Fault) -> UInt8 { try integer() }
  package mutating func u16(bigEndian: Bool = false) throws(Fault) -> UInt16 { try integer(bigEndian: bigEndian) }
  package mutating func u32(bigEndian: Bool = false) throws(Fault) -> UInt32 { try integer(bigEndian: bigEndian) }
  package mutating func u64(bigEndian: Bool = false) throws(Fault) -> UInt64 { try integer(bigEndian: bigEndian) }

  /// A LEB128 unsigned integer of at most 63 bits, in its shortest form.
  package mutating func varint() throws(Fault) -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try u8()
      guard shift < 63 else { throw .damaged("bytes.varint", "a variable-length integer exceeds 63 bits", at: "offset \(offset)") }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 {
        guard byte != 0 || shift == 0 else {
          throw .damaged("bytes.varint", "a variable-length integer is not in its shortest form", at: "offset \(offset)")
        }
        return Int(value)
      }
      shift += 7
    }
  }

  private func short(_ wanted: Int) -> Fault {
    .damaged("bytes.short", "\(wanted) bytes wanted, \(remaining) there", at: "offset \(offset)")
  }
}
