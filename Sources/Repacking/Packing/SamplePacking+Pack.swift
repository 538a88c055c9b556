extension SamplePacking {
  /// Packs samples into zeroed bytes; the target must have room for `byteCount(source.count)`. Spare bits stay zero.
  ///
  /// Word reversal is not done here: words may span lines.
  func pack(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) {
    switch family {
    case .mostSignificantFirst: packMostSignificantFirst(source, into: target)
    case .leastSignificantFirst: packLeastSignificantFirst(source, into: target)
    case .littleEndianWords: packWords(source, into: target, swapping: false)
    case .bigEndianWords: packWords(source, into: target, swapping: true)
    case .mipi: packMIPI(source, into: target)
    case .fillerAfterTen: packFiller(source, into: target)
    }
  }

  private func packWords(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>, swapping: Bool) {
    let shift = UInt16(truncatingIfNeeded: parameter)
    let raw = UnsafeMutableRawPointer(target)
    for (index, sample) in source.enumerated() {
      let word = sample &<< shift
      raw.storeBytes(of: swapping ? word.bigEndian : word.littleEndian, toByteOffset: index &* 2, as: UInt16.self)
    }
  }

  private func packMostSignificantFirst(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) {
    if bits == 8 {
      for (index, sample) in source.enumerated() { target[index] = UInt8(truncatingIfNeeded: sample) }
      return
    }
    let (spare, groupBits) = (UInt64(64 - 4 * bits), UInt64(4 * bits))
    let done = packGroups(source, into: target, order: (3, 2, 1, 0)) { first, last in
      let last = last &<< spare
      // In two steps, since 64 bits at once would be none.
      return ((first &<< spare | (last &>> (groupBits &- 1)) &>> 1).bigEndian, (last &<< spare).bigEndian)
    }
    var out = target + done / 8 * bits
    var held: UInt64 = 0
    var count: UInt64 = 0
    let (width, mask) = (UInt64(bits), UInt64(mask))
    for index in done..<source.count {
      held = held &<< width | UInt64(source[index]) & mask
      count &+= width
      while count >= 8 {
        count &-= 8
        out[0] = UInt8(truncatingIfNeeded: held &>> count)
        out += 1
      }
    }
    if count > 0 { out[0] = UInt8(truncatingIfNeeded: held &<< (8 &- count)) }
  }

  private func packLeastSignificantFirst(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) {
    let (spare, groupBits) = (UInt64(64 - 4 * bits), UInt64(4 * bits))
    let done = packGroups(source, into: target, order: (0, 1, 2, 3)) { first, last in
      ((first | (last &<< (groupBits &- 1)) &<< 1).littleEndian, (last &>> spare).littleEndian)
    }
    var out = target + done / 8 * bits
    var held: UInt64 = 0
    var count: UInt64 = 0
    let (width, mask) = (UInt64(bits), UInt64(mask))
    for index in done..<source.count {
      held |= (UInt64(source[index]) & mask) &<< count
      count &+= width
      while count >= 8 {
        out[0] = UInt8(truncatingIfNeeded: held)
        out += 1
        held &>>= 8
        count &-= 8
      }
    }
    if count > 0 { out[0] = UInt8(truncatingIfNeeded: held) }
  }

  /// Packs eight samples at a time, which fill whole bytes, and gives how many; a few at the end are left.
  ///
  /// `order` are the places of four samples in a number of four, counted in samples from its low end; `joined` makes sixteen bytes as they
  /// lie in memory of two such numbers. What of them is beyond the eight samples is zero, and written over by those that follow.
  @inline(__always)
  private func packGroups(
    _ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>, order: (UInt64, UInt64, UInt64, UInt64),
    joined: (UInt64, UInt64) -> (UInt64, UInt64)
  ) -> Int {
    let (width, mask, end) = (UInt64(bits), UInt64(mask), byteCount(source.count))
    let (a, b, c, d) = (order.0 * width, order.1 * width, order.2 * width, order.3 * width)
    let raw = UnsafeMutableRawPointer(target)
    var (done, offset) = (0, 0)
    func four(_ index: Int) -> UInt64 {
      let low = (UInt64(source[index]) & mask) &<< a | (UInt64(source[index &+ 1]) & mask) &<< b
      return low | (UInt64(source[index &+ 2]) & mask) &<< c | (UInt64(source[index &+ 3]) & mask) &<< d
    }
    while offset &+ 16 <= end, done &+ 8 <= source.count {
      let bytes = joined(four(done), four(done &+ 4))
      raw.storeBytes(of: bytes.0, toByteOffset: offset, as: UInt64.self)
      raw.storeBytes(of: bytes.1, toByteOffset: offset &+ 8, as: UInt64.self)
      done &+= 8
      offset &+= bits
    }
    return done
  }

  private func packMIPI(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) {
    let (group, low) = (mipiGroup, UInt32(bits - 8))
    var out = target
    for first in stride(from: 0, to: source.count, by: group) {
      var lows: UInt32 = 0
      for index in 0..<min(group, source.count - first) {
        let sample = UInt32(source[first + index] & mask)
        out[index] = UInt8(truncatingIfNeeded: sample &>> low)
        lows |= (sample & ((1 &<< low) &- 1)) &<< (UInt32(index) &* low)
      }
      for index in 0..<(group * Int(low) / 8) { out[group + index] = UInt8(truncatingIfNeeded: lows &>> UInt32(index &* 8)) }
      out += group * bits / 8
    }
  }

  private func packFiller(_ source: UnsafeBufferPointer<UInt16>, into target: UnsafeMutablePointer<UInt8>) {
    var out = target
    for first in stride(from: 0, to: source.count, by: 10) {
      packMostSignificantFirst(UnsafeBufferPointer(rebasing: source[first..<min(first + 10, source.count)]), into: out)
      out += 16
    }
  }
}
