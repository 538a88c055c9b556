/// What follows the code of category 16, the difference of 32768.
///
/// The stream does not say; a container does: DNG files of a version before 1.1.0.0 use the second form.
package enum SixteenthCategory: UInt8, Hashable, Sendable {
  /// Nothing, as T.81 asks.
  case alone = 0
  /// 16 bits, of which only 0x7FFF (a difference of -32768) is accepted: any other has a shorter form.
  case withBits = 1
}
