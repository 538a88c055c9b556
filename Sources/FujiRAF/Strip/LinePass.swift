/// Two lines whose samples are coded together, one after the other by turns.
///
/// Six passes make six rows. Each pass has one of three sets of adaptive states for its even places, and one for its odd ones.
struct LinePass {
  /// The line coded first, and the other one, counted as in `StripLines`.
  let first: Int
  let second: Int
  /// Even places without a sample: bit 0 for the places 0, 4, 8 and so on, bit 1 for 2, 6, 10 and so on.
  let firstSpared: Int
  let secondSpared: Int
  /// 0...2.
  let states: Int

  private init(_ first: Int, _ firstSpared: Int, _ second: Int, _ secondSpared: Int, _ states: Int) {
    (self.first, self.second, self.firstSpared, self.secondSpared, self.states) = (first, second, firstSpared, secondSpared, states)
  }

  private static let (red, green, blue) = (StripLines.red, StripLines.green, StripLines.blue)

  static let bayer = [
    LinePass(red, 0, green, 0, 0), LinePass(green + 1, 0, blue, 0, 1), LinePass(red + 1, 0, green + 2, 0, 2),
    LinePass(green + 3, 0, blue + 1, 0, 0), LinePass(red + 2, 0, green + 4, 0, 1), LinePass(green + 5, 0, blue + 2, 0, 2),
  ]

  static let xTrans = [
    LinePass(red, 3, green, 0, 0), LinePass(green + 1, 0, blue, 3, 1), LinePass(red + 1, 1, green + 2, 3, 2),
    LinePass(green + 3, 0, blue + 1, 2, 0), LinePass(red + 2, 2, green + 4, 0, 1), LinePass(green + 5, 3, blue + 2, 1, 2),
  ]
}
