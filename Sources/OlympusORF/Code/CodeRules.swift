/// The parameters as the loops want them.
struct CodeRules {
  /// Bits of a sample, and of its difference, that follow the sign as they are.
  let fixedBits: Int
  let plainBits: Int
  let escapeZeros: Int
  /// Bits of the lower part of a row's first two codes.
  let firstBits: Int
  let outside: Int
  private let steep: Int
  private let smallest: Int
  private let calmRun: Int
  private let carryFactor: Int
  private let carryShift: Int
  private let carryMask: Int

  init(_ parameters: OlympusORFParameters) {
    (plainBits, fixedBits, escapeZeros) = (parameters.plainBits, parameters.fixedBits, parameters.escapeZeros)
    (outside, firstBits) = (parameters.outside, min(parameters.otherBits, parameters.mostBits))
    (steep, smallest, calmRun) = (1 << parameters.steepShift, 1 << parameters.smallShift, parameters.calmRun)
    carryFactor = parameters.fixedBits == 2 ? 3 : 1
    carryShift = parameters.carryShift
    carryMask = parameters.carryShift == 15 || parameters.fixedBits == 0 ? 0 : -1
  }

  private static let calmPlace = 17

  /// Bits of the lower part by the size of the code before, 0...16: outside calm runs, then within.
  static func bitsBySize(_ parameters: OlympusORFParameters) -> [UInt8] {
    [(parameters.otherBits, parameters.otherSize), (parameters.calmBits, parameters.calmSize)].flatMap { least, size in
      (0...16).map { UInt8(min(least + max($0 - size, -1) + 1, parameters.mostBits)) }
    }
  }

  /// Bytes that so many codes may take, and the bits left over from those before.
  static func capacity(_ count: Int) -> Int { count * 6 + 16 }

  /// A context behind a code (without its sign) and its difference's upper part; `table` is `bitsBySize`.
  @inline(__always)
  func update(_ context: inout CodeContext, code: Int, upper: Int, table: UnsafePointer<UInt8>) {
    context.carry = (context.carry &+ carryFactor &* upper) &>> carryShift & carryMask
    context.calm = code <= smallest ? context.calm &+ 1 : 0
    // What is wider than 16 bits counts as its low 16.
    let size = 64 &- (code & 0xFFFF).leadingZeroBitCount
    context.bits = Int(table[(context.calm >= calmRun ? Self.calmPlace : 0) &+ size])
  }

  /// The prediction from the samples to the left, above, and above left, each two places away.
  @inline(__always)
  func prediction(left: Int, above: Int, aboveLeft: Int) -> Int {
    let (across, down) = (left &- aboveLeft, above &- aboveLeft)
    // Of different signs: the sample above left is between the two.
    if across &* down < 0 {
      return across.magnitude > steep || down.magnitude > steep ? left &+ down : (left &+ above) &>> 1
    }
    return across.magnitude > down.magnitude ? left : above
  }
}
