internal import Foundation
internal import ByteCoding
internal import Inference

/// Changes of a network as a plane's model holds them: FORMAT.md 5.6.1.
extension NetworkChanges {
  /// As many as any network has.
  private static let most = 1 << 17

  func write(to writer: inout ByteWriter) {
    writer.u8(UInt8(shift))
    writer.varint(values.count)
    for layer in values {
      writer.varint(layer.count)
      for value in layer { writer.varint(Int(Self.code(of: value))) }
    }
  }

  /// Throws `.damaged` (`plane.model`) for changes outside their ranges.
  init(from reader: inout ByteReader) throws(Fault) {
    let shift = Int(try reader.u8())
    let layers = try reader.varint()
    guard shift <= Self.largestShift, layers <= 4 else { throw .damaged("plane.model", "changes of \(layers) layers, shift \(shift)") }
    var values: [[Int32]] = []
    for _ in 0..<layers {
      let count = try reader.varint()
      guard count <= Self.most, count <= reader.remaining else { throw .damaged("plane.model", "\(count) changes in a layer") }
      var layer: [Int32] = []
      layer.reserveCapacity(count)
      for _ in 0..<count {
        let code = try reader.varint()
        guard code <= 2 * Int(Self.largest) else { throw .damaged("plane.model", "a change of \(code)") }
        layer.append(Int32(code >> 1) ^ -Int32(code & 1))
      }
      values.append(layer)
    }
    self.init(shift: shift, values: values)
  }

  /// 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...
  private static func code(of value: Int32) -> UInt32 { UInt32(bitPattern: (value &<< 1) ^ (value &>> 31)) }

  /// About how many bytes they take, zstd's entropy coding included.
  var estimatedBytes: Double {
    var histogram: [UInt32: Int] = [:]
    var total = 0
    for layer in values {
      for value in layer {
        let code = Self.code(of: value)
        histogram[code, default: 0] += 1
        total += 1
      }
    }
    let counts = histogram.values.sorted()
    let bits = counts.reduce(0.0) { $0 - Double($1) * log2(Double($1) / Double(total)) }
    return bits / 8 + Double(counts.count) / 2
  }
}
