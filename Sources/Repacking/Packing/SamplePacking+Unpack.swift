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
    var done = 0
    var from = source
    switch bits {
    case 8:
      for index in 0..<target.count { target[index] = UInt16(source[index]) }
      return
    case 10:
      while done &+ 4 <= target.count {
        let high = UInt64(UInt32(bigEndian: UnsafeRawPointer(from).loadUnaligned(as: UInt32.self)))
        let group = high &<< 8 | UInt64(from[4])
        target[done] = UInt16(truncatingIfNeeded: group &>> 30) & 0x3FF
        target[done &+ 1] = UInt16(truncatingIfNeeded: group &>> 20) & 0x3FF
        target[done &+ 2] = UInt16(truncatingIfNeeded: group &>> 10) & 0x3FF
        target[done &+ 3] = UInt16(truncatingIfNeeded: group) & 0x3FF
        from += 5
        done &+= 4
      }
    case 12:
      while done &+ 2 <= target.count {
        let (a, b, c) = (UInt16(from[0]), UInt16(from[1]), UInt16(from[2]))
        target[done] = a &<< 4 | b &>> 4
        target[done &+ 1] = (b & 0xF) &<< 8 | c
        from += 3
        done &+= 2
      }
    case 14:
      while done &+ 4 <= target.count {
        let raw = UnsafeRawPointer(from)
        let high = UInt64(UInt32(bigEndian: raw.loadUnaligned(as: UInt32.self)))
        let middle = UInt64(UInt16(bigEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt16.self)))
        let group = high &<< 24 | middle &<< 8 | UInt64(from[6])
        target[done] = UInt16(truncatingIfNeeded: group &>> 42) & 0x3FFF
        target[done &+ 1] = UInt16(truncatingIfNeeded: group &>> 28) & 0x3FFF
        target[done &+ 2] = UInt16(truncatingIfNeeded: group &>> 14) & 0x3FFF
        target[done &+ 3] = UInt16(truncatingIfNeeded: group) & 0x3FFF
        from += 7
        done &+= 4
      }
    default: break
    }
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
    var from = source
    var held: UInt64 = 0
    var count: UInt64 = 0
    let width = UInt64(bits)
    for index in 0..<target.count {
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
