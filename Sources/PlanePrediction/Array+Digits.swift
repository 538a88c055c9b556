extension [UInt32] {
  /// Sorts numbers below 2^`bits`, digit by digit from the lowest. Cost: one pass over the array for each 8 bits.
  mutating func sortByDigits(bits: Int) {
    var other = [UInt32](repeating: 0, count: count)
    withUnsafeMutableBufferPointer { numbers in
      other.withUnsafeMutableBufferPointer { other in
        var (from, to) = (numbers, other)
        for shift in Swift.stride(from: 0, to: UInt32((bits + 15) / 16 * 16), by: 8) {
          withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { starts in
            starts.initialize(repeating: 0)
            for number in from { starts[Int((number &>> shift) & 0xff)] &+= 1 }
            var sum = 0
            for digit in 0..<256 { (starts[digit], sum) = (sum, sum &+ starts[digit]) }
            for number in from {
              let digit = Int((number &>> shift) & 0xff)
              to[starts[digit]] = number
              starts[digit] &+= 1
            }
          }
          // An even number of passes ends where it began.
          swap(&from, &to)
        }
      }
    }
  }
}
