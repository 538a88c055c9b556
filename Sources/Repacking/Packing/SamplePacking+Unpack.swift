extension SamplePacking {
  /// Unpacks samples; the source must hold `byteCount(target.count)` bytes, words already put in order.
  func unpack(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) {
    switch family {
    case .mostSignificantFirst: unpackMostSignificantFirst(source, into: target)
    case .leastSignificantFirst: unpackLeastSignificantFirst(source, into: target)
    case .littleEndianWords: unpackWords(source, into: target, swapping: false)
    case .bigEndianWords: unpackWords(source, into: target, swapping: true)
    case .mipi: unpackMIPI(source, into: target)
    case .fillerAfterTen: unpackFiller(source, into: target)
    }
  }

  private func unpackWords(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>, swapping: Bool) {
    let shift = UInt16(truncatingIfNeeded: parameter)
    let raw = UnsafeRawPointer(source)
    for index in 0..<target.count {
      let word = raw.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self)
      target[index] = (swapping ? UInt16(bigEndian: word) : UInt16(littleEndian: word)) &>> shift
    }
  }

  private func unpackMostSignificantFirst(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) {
    if bits == 8 {
      for index in 0..<target.count { target[index] = UInt16(source[index]) }
      return
    }
    let done = unpackGroups(source, into: target) { bytes, shift in
      UInt64(bigEndian: bytes) &<< shift
    } sample: { group, bits in
      let sample = UInt16(truncatingIfNeeded: group &>> (64 &- bits))
      group &<<= bits
      return sample
    }
    var from = source + done / 8 * bits
    var held: UInt64 = 0
    var count: UInt64 = 0
    let width = UInt64(bits)
    for index in done..<target.count {
      while count < width {
        held = held &<< 8 | UInt64(from[0])
        from += 1
        count &+= 8
      }
      count &-= width
      target[index] = UInt16(truncatingIfNeeded: held &>> count) & mask
    }
  }

  private func unpackLeastSignificantFirst(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) {
    if bits == 8 {
      for index in 0..<target.count { target[index] = UInt16(source[index]) }
      return
    }
    let mask = mask
    let done = unpackGroups(source, into: target) { bytes, shift in
      UInt64(littleEndian: bytes) &>> shift
    } sample: { group, bits in
      let sample = UInt16(truncatingIfNeeded: group) & mask
      group &>>= bits
      return sample
    }
    var from = source + done / 8 * bits
    var held: UInt64 = 0
    var count: UInt64 = 0
    let width = UInt64(bits)
    for index in done..<target.count {
      while count < width {
        held |= UInt64(from[0]) &<< count
        from += 1
        count &+= 8
      }
      target[index] = UInt16(truncatingIfNeeded: held) & mask
      held &>>= width
      count &-= width
    }
  }

  /// Unpacks eight samples at a time, which fill whole bytes, and gives how many; a few at the end are left.
  ///
  /// `aligned` drops bits in front of eight bytes as they lie in memory; `sample` takes the next sample out. Four samples and the half
  /// byte that may be before them always fit in eight bytes.
  @inline(__always)
  private func unpackGroups(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>, aligned: (UInt64, UInt64) -> UInt64,
    sample: (inout UInt64, UInt64) -> UInt16
  ) -> Int {
    let (width, second, shift) = (UInt64(bits), bits / 2, UInt64(bits & 1) * 4)
    let end = byteCount(target.count)
    var (done, offset) = (0, 0)
    let raw = UnsafeRawPointer(source)
    while offset &+ second &+ 8 <= end, done &+ 8 <= target.count {
      var first = aligned(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self), 0)
      var last = aligned(raw.loadUnaligned(fromByteOffset: offset &+ second, as: UInt64.self), shift)
      target[done] = sample(&first, width)
      target[done &+ 1] = sample(&first, width)
      target[done &+ 2] = sample(&first, width)
      target[done &+ 3] = sample(&first, width)
      target[done &+ 4] = sample(&last, width)
      target[done &+ 5] = sample(&last, width)
      target[done &+ 6] = sample(&last, width)
      target[done &+ 7] = sample(&last, width)
      done &+= 8
      offset &+= bits
    }
    return done
  }

  private func unpackMIPI(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) {
    let (group, low) = (mipiGroup, UInt32(bits - 8))
    var from = source
    for first in stride(from: 0, to: target.count, by: group) {
      var lows: UInt32 = 0
      for index in 0..<(group * Int(low) / 8) { lows |= UInt32(from[group + index]) &<< UInt32(index &* 8) }
      for index in 0..<min(group, target.count - first) {
        let rest = lows &>> (UInt32(index) &* low) & ((1 &<< low) &- 1)
        target[first + index] = UInt16(truncatingIfNeeded: UInt32(from[index]) &<< low | rest)
      }
      from += group * bits / 8
    }
  }

  private func unpackFiller(_ source: UnsafePointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt16>) {
    var from = source
    for first in stride(from: 0, to: target.count, by: 10) {
      let group = UnsafeMutableBufferPointer(rebasing: target[first..<min(first + 10, target.count)])
      unpackMostSignificantFirst(from, into: group)
      from += 16
    }
  }
}
