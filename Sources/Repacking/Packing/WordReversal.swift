/// Reverses the bytes of each whole word; bytes of an incomplete last word stay where they are.
func reverseWords(_ bytes: UnsafeMutableBufferPointer<UInt8>, of length: Int) {
  switch length {
  case ...1: return
  case 2: reverse(bytes, as: UInt16.self)
  case 4: reverse(bytes, as: UInt32.self)
  case 8: reverse(bytes, as: UInt64.self)
  default:
    var start = 0
    while start &+ length <= bytes.count {
      var (low, high) = (start, start &+ length &- 1)
      while low < high {
        let held = bytes[low]
        bytes[low] = bytes[high]
        bytes[high] = held
        low &+= 1
        high &-= 1
      }
      start &+= length
    }
  }
}

@inline(__always)
private func reverse<Word: FixedWidthInteger & BitwiseCopyable>(_ bytes: UnsafeMutableBufferPointer<UInt8>, as word: Word.Type) {
  guard let raw = UnsafeMutableRawPointer(bytes.baseAddress) else { return }
  let size = MemoryLayout<Word>.size
  for index in 0..<(bytes.count / size) {
    let value = raw.loadUnaligned(fromByteOffset: index &* size, as: Word.self)
    raw.storeBytes(of: value.byteSwapped, toByteOffset: index &* size, as: Word.self)
  }
}
