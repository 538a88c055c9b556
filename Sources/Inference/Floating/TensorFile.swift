package import ByteCoding
internal import Foundation

/// Named tensors of a safetensors file: the length of a JSON header in eight bytes, the header, then the numbers.
///
/// Of its types only 16-bit and 32-bit floats are read, which is what `Profiles/training` writes.
package struct TensorFile: Sendable {
  private struct Entry {
    let isHalf: Bool
    let shape: [Int]
    /// In the data.
    let bytes: Range<Int>
  }

  private let entries: [String: Entry]
  private let bytes: [UInt8]
  private let dataStart: Int
  /// The SHA-256 by which the weights are named.
  package let digest: SHA256Digest

  /// Throws `.damaged` where the header is none, or names places that the file does not have.
  package init(_ bytes: [UInt8]) throws(Fault) {
    var reader = ByteReader(bytes)
    let length = try reader.u64()
    guard length <= UInt64(reader.remaining), length <= 1 << 20 else {
      throw .damaged("network.header", "the weights' header is said to have \(length) bytes")
    }
    let header = try reader.read(Int(length))
    guard let parsed = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any] else {
      throw .damaged("network.header", "the weights' header is not JSON")
    }
    var entries: [String: Entry] = [:]
    for (name, value) in parsed where name != "__metadata__" {
      guard
        let fields = value as? [String: Any], let dtype = fields["dtype"] as? String, let shape = fields["shape"] as? [Int],
        let offsets = fields["data_offsets"] as? [Int], offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
        offsets[1] <= reader.remaining, let size = Self.sizes[dtype], shape.count <= 4, shape.allSatisfy({ $0 > 0 && $0 <= 1 << 13 })
      else { throw .damaged("network.header", "the weights' header says nothing sensible of “\(name)”") }
      // Below 2^52.
      guard shape.reduce(size, *) == offsets[1] - offsets[0] else {
        throw .damaged("network.shape", "“\(name)” has \(offsets[1] - offsets[0]) bytes for \(shape)")
      }
      entries[name] = Entry(isHalf: dtype == "F16", shape: shape, bytes: offsets[0]..<offsets[1])
    }
    self.entries = entries
    self.bytes = bytes
    dataStart = bytes.count - reader.remaining
    digest = SHA256Digest(of: bytes)
  }

  private static let sizes = ["F16": 2, "F32": 4]

  /// How many tensors there are of a row of names that begins with number 0.
  package func count(_ name: (Int) -> String) -> Int {
    var count = 0
    while entries[name(count)] != nil { count += 1 }
    return count
  }

  package func shape(_ name: String) throws(Fault) -> [Int] {
    guard let entry = entries[name] else { throw .damaged("network.missing", "the weights have no “\(name)”") }
    return entry.shape
  }

  /// All numbers of a tensor, which has to be a matrix of that many columns.
  package func values(_ name: String, columns: Int) throws(Fault) -> [Float] {
    let shape = try shape(name)
    guard shape.count == 2, shape[1] == columns else { throw .damaged("network.shape", "“\(name)” is \(shape)") }
    return try values(name, shape)
  }

  /// All numbers of a tensor, which has to have that shape.
  package func values(_ name: String, _ expected: [Int]) throws(Fault) -> [Float] {
    guard let entry = entries[name] else { throw .damaged("network.missing", "the weights have no “\(name)”") }
    guard entry.shape == expected else {
      throw .damaged("network.shape", "“\(name)” is \(entry.shape) where \(expected) is needed")
    }
    let data = bytes[(dataStart + entry.bytes.lowerBound)..<(dataStart + entry.bytes.upperBound)]
    return data.withUnsafeBytes { raw in
      if entry.isHalf {
        return stride(from: 0, to: raw.count, by: 2).map { place in
          Self.float(half: UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt16.self)))
        }
      }
      return stride(from: 0, to: raw.count, by: 4).map { place in
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      }
    }
  }

  /// A float of 16 bits (IEEE 754 binary16). Swift has such a type, but not on every platform.
  static func float(half bits: UInt16) -> Float {
    let (sign, exponent, fraction) = (UInt32(bits >> 15) << 31, Int(bits >> 10 & 31), UInt32(bits & 1023))
    if exponent == 0 {
      let value = Float(fraction) / 16_777_216
      return sign == 0 ? value : -value
    }
    let wide: UInt32 = exponent == 31 ? 255 : UInt32(exponent + 112)
    return Float(bitPattern: sign | wide << 23 | fraction << 13)
  }
}
