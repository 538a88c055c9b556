extension SplitMix {
  /// Bytes with a few changes of any kind.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...(next() % 3) {
      let place = Int(next() % UInt64(bytes.count + 1))
      switch next() % 6 {
      case 0 where place < bytes.count: bytes.remove(at: place)
      case 1: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
      case 2: bytes = Array(bytes.prefix(place))
      case 3: for _ in 0..<(next() % 20) { bytes.insert(UInt8(truncatingIfNeeded: next()), at: place) }
      case 4: for position in place..<Swift.min(place + 8, bytes.count) { bytes[position] = UInt8(truncatingIfNeeded: next()) }
      default: if place < bytes.count { bytes[place] = UInt8(truncatingIfNeeded: next()) }
      }
    }
    return bytes
  }

  /// As many bytes, some of them others: fields keep their places.
  mutating func nudged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...(next() % 4) {
      let place = Int(next() % UInt64(bytes.count))
      bytes[place] = next() % 2 == 0 ? UInt8(truncatingIfNeeded: next()) : bytes[place] ^ 1 << UInt8(next() % 8)
    }
    return bytes
  }
}
