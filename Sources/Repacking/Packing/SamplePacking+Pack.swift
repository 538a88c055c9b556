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
    var done = 0
    var out = target
    // Whole groups first: as many samples as fill whole bytes.
    switch bits {
    case 8:
      for (index, sample) in source.enumerated() { target[index] = UInt8(truncatingIfNeeded: sample) }
      return
    case 10:
      while done &+ 4 <= source.count {
        let (a, b) = (UInt64(source[done] & 0x3FF), UInt64(source[done &+ 1] & 0x3FF))
        let (c, d) = (UInt64(source[done &+ 2] & 0x3FF), UInt64(source[done &+ 3] & 0x3FF))
        let group = a &<< 30 | b &<< 20 | c &<< 10 | d
        UnsafeMutableRawPointer(out).storeBytes(of: UInt32(truncatingIfNeeded: group &>> 8).bigEndian, as: UInt32.self)
        out[4] = UInt8(truncatingIfNeeded: group)
        out += 5
        done &+= 4
      }
    case 12:
      while done &+ 2 <= source.count {
        let (a, b) = (source[done], source[done &+ 1])
        out[0] = UInt8(truncatingIfNeeded: a &>> 4)
        out[1] = UInt8(truncatingIfNeeded: a &<< 4 | b &>> 8 & 0xF)
        out[2] = UInt8(truncatingIfNeeded: b)
        out += 3
        done &+= 2
      }
    case 14:
      while done &+ 4 <= source.count {
        let (a, b) = (UInt64(source[done] & 0x3FFF), UInt64(source[done &+ 1] & 0x3FFF))
        let (c, d) = (UInt64(source[done &+ 2] & 0x3FFF), UInt64(source[done &+ 3] & 0x3FFF))
        let group = a &<< 42 | b &<< 28 | c &<< 14 | d
        let raw = UnsafeMutableRawPointer(out)
        raw.storeBytes(of: UInt32(truncatingIfNeeded: group &>> 24).bigEndian, as: UInt32.self)
        raw.storeBytes(of: UInt16(truncatingIfNeeded: group &>> 8).bigEndian, toByteOffset: 4, as: UInt16.self)
        out[6] = UInt8(truncatingIfNeeded: group)
        out += 7
        done &+= 4
      }
    default: break
    }
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
    var out = target
    var held: UInt64 = 0
    var count: UInt64 = 0
    let (width, mask) = (UInt64(bits), UInt64(mask))
    for sample in source {
      held |= (UInt64(sample) & mask) &<< count
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
