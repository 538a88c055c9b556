/// Reverses the bytes of each whole word; bytes of an incomplete last word stay where they are.
func reverseWords(_ bytes: UnsafeMutableBufferPointer<UInt8>, of length: Int) {
  guard length > 1 else { return }
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
