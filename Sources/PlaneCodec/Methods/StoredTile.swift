internal import ByteCoding
internal import ZstdCoding

/// Method 0: samples packed to the bits they need, or a zstd frame of their bytes. FORMAT.md section 5.4.
enum StoredTile {
  private enum Coding: UInt8 {
    case packed = 0
    case zstd = 1
  }

  private static let zstdLevel = 3

  /// Every sample has to fit `bits`; tiles of 0 bits are empty.
  static func encode(_ samples: [UInt16], bits: Int) throws(Fault) -> [UInt8] {
    if bits == 0 { return [] }
    let compressed = try ZstdCoder.compress(bytePlanes(samples, bits: bits), level: zstdLevel)
    if compressed.count < packedCount(samples.count, bits: bits) { return [Coding.zstd.rawValue] + compressed }
    return [Coding.packed.rawValue] + packed(samples, bits: bits)
  }

  /// `count` samples. Throws `.damaged` (`stored.coding`, `stored.length`, `stored.padding`, `stored.value`, `zstd.*`).
  static func decode(_ bytes: ArraySlice<UInt8>, count: Int, bits: Int) throws(Fault) -> [UInt16] {
    if bits == 0 {
      guard bytes.isEmpty else { throw .damaged("stored.length", "\(bytes.count) bytes for samples of no bits") }
      return [UInt16](repeating: 0, count: count)
    }
    guard let first = bytes.first, let coding = Coding(rawValue: first) else {
      throw .damaged("stored.coding", "a stored tile that is neither packed nor compressed")
    }
    let body = bytes.dropFirst()
    switch coding {
    case .packed: return try unpacked(body, count: count, bits: bits)
    case .zstd:
      let content = try ZstdCoder.decompress(body, expecting: bits > 8 ? count * 2 : count)
      let samples = joined(content, count: count)
      guard samples.allSatisfy({ $0 >> 1 < 1 << UInt16(bits - 1) }) else {
        throw .damaged("stored.value", "a sample of more than \(bits) bits")
      }
      return samples
    }
  }

  private static func packedCount(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 }

  /// The low bytes of all samples and then, above 8 bits, the high bytes.
  private static func bytePlanes(_ samples: [UInt16], bits: Int) -> [UInt8] {
    let count = samples.count
    let total = bits > 8 ? count * 2 : count
    return [UInt8](unsafeUninitializedCapacity: total) { target, written in
      samples.withUnsafeBufferPointer { samples in
        for position in 0..<count { target[position] = UInt8(truncatingIfNeeded: samples[position]) }
        if bits > 8 {
          for position in 0..<count { target[count + position] = UInt8(truncatingIfNeeded: samples[position] >> 8) }
        }
      }
      written = total
    }
  }

  private static func joined(_ content: [UInt8], count: Int) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: count) { target, written in
      content.withUnsafeBufferPointer { content in
        for position in 0..<count { target[position] = UInt16(content[position]) }
        if content.count > count {
          for position in 0..<count { target[position] |= UInt16(content[count + position]) << 8 }
        }
      }
      written = count
    }
  }

  /// Sample i takes bits i * bits and on, least significant bit first.
  private static func packed(_ samples: [UInt16], bits: Int) -> [UInt8] {
    let total = packedCount(samples.count, bits: bits)
    return [UInt8](unsafeUninitializedCapacity: total) { target, written in
      var (pending, pendingBits, next) = (UInt64(0), 0, 0)
      for sample in samples {
        pending |= UInt64(sample) << UInt64(pendingBits)
        pendingBits += bits
        while pendingBits >= 8 {
          target[next] = UInt8(truncatingIfNeeded: pending)
          next += 1
          pending >>= 8
          pendingBits -= 8
        }
      }
      if pendingBits > 0 { target[next] = UInt8(truncatingIfNeeded: pending) }
      written = total
    }
  }

  private static func unpacked(_ bytes: ArraySlice<UInt8>, count: Int, bits: Int) throws(Fault) -> [UInt16] {
    guard bytes.count == packedCount(count, bits: bits) else {
      throw .damaged("stored.length", "\(bytes.count) bytes for \(count) samples of \(bits) bits")
    }
    var rest: UInt64 = 0
    let samples = [UInt16](unsafeUninitializedCapacity: count) { target, written in
      bytes.withUnsafeBufferPointer { bytes in
        var (pending, pendingBits, next) = (UInt64(0), 0, 0)
        let mask: UInt64 = 1 << UInt64(bits) - 1
        for position in 0..<count {
          while pendingBits < bits {
            pending |= UInt64(bytes[next]) << UInt64(pendingBits)
            next += 1
            pendingBits += 8
          }
          target[position] = UInt16(truncatingIfNeeded: pending & mask)
          pending >>= UInt64(bits)
          pendingBits -= bits
        }
        rest = pending
      }
      written = count
    }
    guard rest == 0 else { throw .damaged("stored.padding", "bits after the last sample") }
    return samples
  }
}
