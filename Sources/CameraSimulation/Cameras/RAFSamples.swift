/// How a simulated RAF file holds its samples.
package enum RAFSamples: String, CaseIterable, Sendable {
  /// 16-bit little-endian words.
  case words
  /// 14 bits, the highest first, in 32-bit little-endian words. Columns must be multiples of 16.
  case packed14
  /// 12 bits, the highest first, in 32-bit little-endian words. Columns must be multiples of 8.
  case packed12
  /// 12 bits, the lowest first. Columns must be even.
  case packed12Reversed
  /// Lossless; columns must be multiples of 24 and rows of 6.
  case compressed
}
