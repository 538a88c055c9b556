/// Codes which of several places of a block a camera took for its maximum or minimum.
///
/// A camera that compares finer values than it writes takes any of them, one that compares what it writes always the first or the last.
/// The places are asked for one by one, from the usual end on, each "is it this one?" with a probability learned so far by question.
struct PlaceCoder {
  /// Chances that the answer is yes, in 65536ths, by question; and how often each was asked, up to a limit.
  private var chances = [UInt16](repeating: 1 << 15, count: questions)
  private var counts = [UInt8](repeating: 0, count: questions)
  private var interval = BinaryInterval()

  /// What is chosen: the place of a maximum or of a minimum, in a block whose steps are codes, or, as a shift makes them, larger.
  ///
  /// In the latter several samples are as small as the minimum only because their codes were cut: any of them may be the one.
  enum Kind: Int {
    case maximum, minimum, coarseMaximum, coarseMinimum

    @inline(__always)
    init(isMinimum: Bool, shift: Int) {
      self = shift == 0 ? (isMinimum ? .minimum : .maximum) : (isMinimum ? .coarseMinimum : .coarseMaximum)
    }

    var isMinimum: Bool { self == .minimum || self == .coarseMinimum }
  }

  private static let questions = 4 * 4 * 256

  /// The question's number: the kind, places left (2, 3, 4, more), and the place and the next one; for coarse steps, instead of these, the
  /// places left again.
  @inline(__always)
  private static func question(_ kind: Kind, _ left: Int, _ place: Int, _ next: Int) -> Int {
    let detail = kind == .maximum || kind == .minimum ? place &<< 4 | next : left
    return (kind.rawValue &<< 2 | (min(left, 5) &- 2)) &<< 8 | detail
  }

  /// Moves a chance towards the answer: far at first, less with each answer.
  @inline(__always)
  private mutating func learn(_ question: Int, _ answer: Bool) {
    let chance = Int(chances[question])
    let count = Int(counts[question])
    let moved = answer ? chance + (65_535 - chance) / (count + 2) : chance - chance / (count + 2)
    chances[question] = UInt16(truncatingIfNeeded: min(max(moved, 32), 65_504))
    if count < 253 { counts[question] = UInt8(truncatingIfNeeded: count + 1) }
  }

  /// Codes the choice of a place. `places` has a bit for each of at least two places, one of them `chosen`.
  mutating func encode(_ chosen: Int, among places: UInt16, kind: Kind, fromLast: Bool, into output: inout [UInt8]) {
    var left = PlacesLeft(places, fromLast: fromLast)
    while let (place, next, count) = left.ask() {
      let question = Self.question(kind, count, place, next)
      let answer = place == chosen
      interval.encode(answer, chance: chances[question], into: &output)
      learn(question, answer)
      if answer { return }
    }
  }

  mutating func decode(among places: UInt16, kind: Kind, fromLast: Bool, from bytes: inout BinaryInterval.Input) -> Int {
    var left = PlacesLeft(places, fromLast: fromLast)
    while let (place, next, count) = left.ask() {
      let question = Self.question(kind, count, place, next)
      let answer = interval.decode(chance: chances[question], from: &bytes)
      learn(question, answer)
      if answer { return place }
    }
    return left.first
  }

  func finish(into output: inout [UInt8]) { interval.finish(into: &output) }
}

/// The places not asked for yet, from one end of the block.
struct PlacesLeft {
  private var places: UInt16
  private let fromLast: Bool

  init(_ places: UInt16, fromLast: Bool) { (self.places, self.fromLast) = (places, fromLast) }

  /// The next one; 0 where there is none.
  var first: Int { Self.first(places, fromLast: fromLast) }

  @inline(__always)
  static func first(_ places: UInt16, fromLast: Bool) -> Int {
    guard places != 0 else { return 0 }
    return fromLast ? 15 - places.leadingZeroBitCount : places.trailingZeroBitCount
  }

  /// Takes the next place; nil where one or none is left. Gives the place after it and how many there were.
  mutating func ask() -> (place: Int, next: Int, count: Int)? {
    let count = places.nonzeroBitCount
    guard count > 1 else { return nil }
    let place = first
    places &= ~(1 << UInt16(place))
    return (place, first, count)
  }
}
