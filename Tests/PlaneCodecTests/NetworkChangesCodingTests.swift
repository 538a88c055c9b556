import ByteCoding
import Inference
import Testing

@testable import PlaneCodec

/// Changes of a network as bytes: FORMAT.md 5.6.1.
@Suite struct NetworkChangesCodingTests {
  private func read(_ bytes: [UInt8]) throws(Fault) -> NetworkChanges {
    var reader = ByteReader(bytes)
    let changes = try NetworkChanges(from: &reader)
    guard reader.isAtEnd else { throw .damaged("test.trailing", "\(reader.remaining) bytes left") }
    return changes
  }

  private func bytes(_ changes: NetworkChanges) -> [UInt8] {
    var writer = ByteWriter()
    changes.write(to: &writer)
    return writer.bytes
  }

  private func expectRefused(_ bytes: [UInt8], _ name: String) {
    let fault = #expect(throws: Fault.self, "\(name)") { try read(bytes) }
    #expect(fault?.kind == .damaged, "\(name)")
  }

  /// The bytes of these numbers, each a variable-length integer but the first, which is one byte.
  private func written(_ shift: UInt8, _ numbers: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    writer.u8(shift)
    for number in numbers { writer.varint(number) }
    return writer.bytes
  }

  @Test func whatWasWrittenIsRead() throws {
    var random = SplitMix(state: 3)
    for shift in 0...NetworkChanges.largestShift {
      for counts in [[], [0], [1], [5, 0, 7], [2114, 528, 34], [6000, 4160, 4160, 130]] {
        var values = counts.map { count in (0..<count).map { _ in Int32(random.next() % 131_071) - 65_535 } }
        if let first = values.indices.first, values[first].count > 4 {
          values[first].replaceSubrange(0..<5, with: [0, 1, -1, NetworkChanges.largest, -NetworkChanges.largest])
        }
        let changes = NetworkChanges(shift: shift, values: values)
        #expect(try read(bytes(changes)) == changes)
        #expect(changes.estimatedBytes.isFinite && changes.estimatedBytes >= 0)
      }
    }
  }

  @Test func signsAlternate() throws {
    #expect(bytes(NetworkChanges(shift: 4, values: [[0, -1, 1, -2, 2], [64]])) == [4, 2, 5, 0, 1, 2, 3, 4, 1, 128, 1])
    #expect(try read(written(0, [1, 2, 131_069, 131_070])) == NetworkChanges(shift: 0, values: [[-65_535, 65_535]]))
  }

  @Test func numbersOutsideTheirRangesAreRefused() throws {
    #expect(try read(written(10, [4, 0, 0, 0, 0])).values == [[], [], [], []])
    expectRefused(written(11, [0]), "shift 11")
    expectRefused(written(255, [0]), "shift 255")
    expectRefused(written(0, [5, 0, 0, 0, 0, 0]), "five layers")
    expectRefused(written(0, [1, 1, 131_071]), "-65,536")
    expectRefused(written(0, [1, 1, 131_072]), "65,536")
    expectRefused(written(0, [1, 1, 1 << 31]), "2^30")
    expectRefused(written(0, [1, 1, .max]), "2^62")
    expectRefused(written(0, [1, 2, 0]), "two changes, one there")
  }

  /// What a count promises is not made room for before there are as many bytes.
  @Test func hostileCountsAreRefused() {
    for count in [1 << 17, (1 << 17) + 1, 1 << 20, 1 << 32, 1 << 40, 1 << 62, .max] {
      expectRefused(written(0, [1, count]), "\(count) changes")
      expectRefused(written(0, [4, 0, 0, 0, count, 0]), "\(count) changes in the last layer")
      expectRefused(written(0, [count]), "\(count) layers")
    }
    expectRefused(written(0, [1, (1 << 17) + 1]) + [UInt8](repeating: 0, count: (1 << 17) + 1), "more changes than networks have")
  }

  @Test func everyTruncationIsRefused() {
    let whole = bytes(NetworkChanges(shift: 3, values: [[0, 300, -5], [], [70_000 / 2, 9], [1]]))
    for length in whole.indices { expectRefused(Array(whole.prefix(length)), "length \(length)") }
  }

  @Test func randomBytesNeverTrap() {
    var random = SplitMix(state: 8)
    let whole = bytes(NetworkChanges(shift: 3, values: [[0, 300, -5, 2, 2, 2, -7], [4, 4, 4], [-35_000, 9], [1]]))
    for _ in 0..<20_000 { _ = try? read(random.mutated(whole)) }
  }

  @Test func estimatesAreNearWhatCompressionLeaves() throws {
    var random = SplitMix(state: 9)
    // Few kinds of values, as training leaves.
    let values = (0..<4000).map { _ in Int32(random.next() % 3) + Int32(random.next() % 3) - 2 }
    let changes = NetworkChanges(shift: 4, values: [values])
    let packed = Double(try ModelWrapping.wrap(bytes(changes)).count)
    #expect(abs(changes.estimatedBytes - packed) < 0.25 * packed, "\(changes.estimatedBytes), \(packed) bytes")
  }
}
