package import ByteCoding

/// One input of libFuzzer: content first, and behind it the bytes that choose what is done with it.
///
/// Choices come from the end so that an input stays a file of its format with something appended.
package struct FuzzInput {
  /// What is left of the content.
  package private(set) var content: ArraySlice<UInt8>

  package init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
    content = Array(UnsafeBufferPointer(start: start, count: count))[...]
  }

  package init(_ bytes: [UInt8]) { content = bytes[...] }

  /// The last byte; 0 where there is none left.
  package mutating func choice() -> UInt8 { content.popLast() ?? 0 }

  /// The last byte, folded into a range.
  package mutating func choice(in range: ClosedRange<Int>) -> Int { range.lowerBound + Int(choice()) % range.count }

  /// Up to `count` bytes from the front.
  package mutating func take(_ count: Int) -> [UInt8] {
    let taken = Array(content.prefix(max(0, count)))
    content = content.dropFirst(taken.count)
    return taken
  }

  /// A number of two bytes from the front.
  package mutating func length() -> Int { take(2).reversed().reduce(0) { $0 << 8 | Int($1) } }

  /// A run with its length in front.
  package mutating func run() -> [UInt8] { take(length()) }

  package var bytes: [UInt8] { Array(content) }
}

extension MemoryBudget {
  /// Small: what hostile input may cost is checked by its rule, not by the patience of a fuzzer.
  package static let fuzzing = MemoryBudget(samples: 1 << 14, side: 4096, fileBytes: 1 << 18)
}

/// Runs work that may throw faults, and stops the program where a fault is one that input alone must not cause.
package func expectingFaults<Result>(_ work: () throws(Fault) -> Result) -> Result? {
  do throws(Fault) {
    return try work()
  } catch {
    precondition(!error.code.isEmpty && !error.cause.isEmpty && !error.description.isEmpty, "a fault says what it is")
    return nil
  }
}
