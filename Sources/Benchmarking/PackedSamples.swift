/// Samples as a bit stream, most significant bit first, without gaps between rows.
enum PackedSamples {
  /// `bits` has to be enough for every sample, 1...16; higher bits are cut off. Gives ⌈count · bits / 8⌉ bytes.
  static func pack(_ samples: [UInt16], bits: Int) -> [UInt8] {
    precondition((1...16).contains(bits))
    let size = (samples.count * bits + 7) / 8
    return [UInt8](unsafeUninitializedCapacity: size) { target, count in
      var held: UInt64 = 0
      var heldBits: UInt64 = 0
      var next = 0
      let (width, mask) = (UInt64(bits), UInt64(1) << UInt64(bits) - 1)
      samples.withUnsafeBufferPointer { source in
        for sample in source {
          held = held &<< width | UInt64(sample) & mask
          heldBits &+= width
          while heldBits >= 8 {
            heldBits &-= 8
            target[next] = UInt8(truncatingIfNeeded: held &>> heldBits)
            next &+= 1
          }
        }
      }
      if heldBits > 0 {
        target[next] = UInt8(truncatingIfNeeded: held &<< (8 &- heldBits))
        next &+= 1
      }
      count = next
    }
  }
}
