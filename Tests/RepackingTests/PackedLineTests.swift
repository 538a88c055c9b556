import SensorModel
import TestSupport
import Testing

@testable import Repacking

/// Single lines of any length against the plain packing: the loops take several samples at a time, and the rest one by one.
@Suite struct PackedLineTests {
  @Test(arguments: ReferencePacking.all)
  func linesOfEveryLength(_ reference: ReferencePacking) throws {
    let packing = try #require(reference.packing)
    var random = RepeatableRandomNumberGenerator(seed: UInt64(reference.bits) + 77)
    for count in Array(1...70) + [127, 128, 129, 200, 333] {
      let samples = (0..<count).map { _ in UInt16(truncatingIfNeeded: random.next()) & packing.mask }
      let line = reference.line(samples)
      try #require(line.count == packing.byteCount(count), "\(reference), \(count)")
      // No byte behind the line may be written, or have a say in its samples.
      var packed = [UInt8](repeating: 0, count: line.count) + random.bytes(16)
      let behind = packed[line.count...]
      packed.withUnsafeMutableBufferPointer { target in
        if let target = target.baseAddress { samples.withUnsafeBufferPointer { packing.pack($0, into: target) } }
      }
      #expect(Array(packed[..<line.count]) == line, "\(reference), \(count)")
      #expect(packed[line.count...] == behind, "\(reference), \(count)")
      var unpacked = [UInt16](repeating: 0, count: count)
      line.withUnsafeBufferPointer { source in
        if let source = source.baseAddress { unpacked.withUnsafeMutableBufferPointer { packing.unpack(source, into: $0) } }
      }
      #expect(unpacked == samples, "\(reference), \(count)")
    }
  }

  /// What is higher in a sample than its packing's bits is cut off, and must not reach its neighbours.
  @Test(arguments: ReferencePacking.all)
  func samplesThatAreTooLargeAreCut(_ reference: ReferencePacking) throws {
    let packing = try #require(reference.packing)
    let samples = (0..<100).map { UInt16($0 % 3 == 0 ? 0xFFFF : 0) }
    let cut = samples.map { $0 & packing.mask }
    var lines: [[UInt8]] = []
    for samples in [samples, cut] {
      var line = [UInt8](repeating: 0, count: packing.byteCount(samples.count))
      line.withUnsafeMutableBufferPointer { target in
        if let target = target.baseAddress { samples.withUnsafeBufferPointer { packing.pack($0, into: target) } }
      }
      lines.append(line)
    }
    #expect(lines[0] == lines[1])
  }

  @Test func wordsAreReversed() {
    for length in [1, 2, 3, 4, 8] {
      for count in 0...35 {
        let bytes = (0..<UInt8(count)).map(\.self)
        var reversed = bytes
        reversed.withUnsafeMutableBufferPointer { reverseWords($0, of: length) }
        let whole = count / length * length
        let wanted = stride(from: 0, to: whole, by: length).flatMap { bytes[$0..<($0 + length)].reversed() } + bytes[whole...]
        #expect(reversed == wanted, "\(length), \(count)")
      }
    }
  }
}

extension ReferencePacking {
  fileprivate var packing: SamplePacking? {
    switch form {
    case .mostSignificantFirst(let word): SamplePacking(family: .mostSignificantFirst, bits: bits, parameter: word)
    case .leastSignificantFirst: SamplePacking(family: .leastSignificantFirst, bits: bits, parameter: 0)
    case .words(let bigEndian, let shift):
      SamplePacking(family: bigEndian ? .bigEndianWords : .littleEndianWords, bits: bits, parameter: shift)
    case .mipi: SamplePacking(family: .mipi, bits: bits, parameter: 0)
    case .fillerAfterTen: SamplePacking(family: .fillerAfterTen, bits: bits, parameter: 0)
    }
  }
}
