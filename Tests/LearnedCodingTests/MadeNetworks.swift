import ByteCoding
import Inference
import PlanePrediction
import TestSupport

/// Networks of shapes that the released profiles may not have.
enum MadeNetworks {
  /// A network of random weights, small enough that no sum leaves its bounds, for the support's row inputs and eight serial ones.
  static func network(_ support: Support, hidden: [Int], _ random: inout RepeatableRandomNumberGenerator) throws -> PlaneNetwork {
    let rowInputs = NetworkRows.rowInputs(support)
    var writer = ByteWriter()
    writer.write(Array("GLSPROF1".utf8))
    writer.u16(1)
    writer.u16(0)
    writer.u32(1)
    writer.u16(0)
    writer.u16(UInt16(rowInputs))
    writer.u16(8)
    writer.u16(UInt16(hidden.count + 1))
    var inputs = rowInputs + 8
    for (number, outputs) in (hidden + [2]).enumerated() {
      writer.u16(UInt16(outputs))
      writer.u16(UInt16(inputs))
      writer.u8(number == 0 || number == hidden.count ? 8 : 10)
      writer.write([0, 0, 0])
      for _ in 0..<outputs { writer.u32(UInt32(bitPattern: Int32(random.below(1 << 17) - 1 << 16))) }
      for _ in 0..<(outputs * inputs) { writer.u16(UInt16(bitPattern: Int16(random.below(1600) - 800))) }
      inputs = outputs
    }
    let profile = try NetworkProfile(writer.bytes)
    return profile.networks[0]
  }
}
