/// The fields of one block of 16 bytes: 16 samples of one colour.
///
/// From the lowest bit of the little-endian bytes on: maximum and minimum (11 bits each), their places (4 each), then, for the 14 other
/// samples in their order, how many steps they lie above the minimum (7 each).
struct ARW2Block {
  let low: UInt64
  let high: UInt64

  /// The largest code.
  static let top = 0x7FF

  @inline(__always)
  init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>) {
    let raw = UnsafeRawPointer(start)
    low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    high = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  @inline(__always)
  func store(_ start: UnsafeMutablePointer<UInt8>) {
    let raw = UnsafeMutableRawPointer(start)
    raw.storeBytes(of: low.littleEndian, as: UInt64.self)
    raw.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
  }

  var maximum: Int { Int(truncatingIfNeeded: low & 0x7FF) }
  var minimum: Int { Int(truncatingIfNeeded: low &>> 11 & 0x7FF) }
  var maximumPlace: Int { Int(truncatingIfNeeded: low &>> 22 & 15) }
  var minimumPlace: Int { Int(truncatingIfNeeded: low &>> 26 & 15) }
  /// Seven fields of seven bits, the first in the lowest bits.
  var firstSteps: UInt64 { (low &>> 30 | high &<< 34) & Self.sevenFields }
  var lastSteps: UInt64 { high &>> 15 }

  private static let sevenFields: UInt64 = 1 << 49 - 1

  /// How far steps are shifted: the least that lets 128 of them reach from the minimum to the maximum.
  @inline(__always)
  static func shift(_ span: Int) -> Int { max(0, 57 &- max(0, span).leadingZeroBitCount) }

  /// A block of its parts; `steps` are the 14 fields, of which seven bits count.
  @inline(__always)
  init(maximum: Int, minimum: Int, maximumPlace: Int, minimumPlace: Int, firstSteps: UInt64, lastSteps: UInt64) {
    let head = UInt64(truncatingIfNeeded: maximum | minimum &<< 11 | maximumPlace &<< 22 | minimumPlace &<< 26)
    low = head | firstSteps &<< 30
    high = firstSteps &>> 34 | lastSteps &<< 15
  }
}
