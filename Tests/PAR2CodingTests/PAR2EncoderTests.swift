import ByteCoding
import CPAR2
import Foundation
import TestSupport
import Testing

@testable import PAR2Coding

@Suite struct PAR2EncoderTests {
  /// Multiplication in GF(2^16) bit by bit.
  private func product(_ left: UInt16, _ right: UInt16) -> UInt16 {
    var (sum, value) = (UInt32(0), UInt32(left))
    for bit in 0..<16 {
      if right >> bit & 1 == 1 { sum ^= value }
      value <<= 1
      if value & 0x10000 != 0 { value ^= 0x1100B }
    }
    return UInt16(sum)
  }

  @Test func loopsMultiplyAsTheFieldSays() {
    var generator = RepeatableRandomNumberGenerator(seed: 1)
    for _ in 0..<50 {
      let factor = UInt16(truncatingIfNeeded: generator.next())
      let words = (0..<96).map { _ in UInt16(truncatingIfNeeded: generator.next()) }
      let sums = (0..<96).map { _ in UInt16(truncatingIfNeeded: generator.next()) }
      let expected = zip(words, sums).map { product($0, factor) ^ $1 }
      for loop in [glassine_par2_multiply_add, glassine_par2_multiply_add_plain] {
        func bytes(_ words: [UInt16]) -> [UInt8] { words.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] } }
        var (source, sum, result) = ([UInt8](repeating: 0, count: 192), [UInt8](repeating: 0, count: 192), bytes(sums))
        glassine_par2_split(bytes(words), &source, 192)
        glassine_par2_split(result, &sum, 192)
        loop(factor, source, &sum, 192)
        glassine_par2_join(sum, &result, 192)
        #expect(result == bytes(expected))
      }
    }
  }

  @Test func checksumsAreTheKnownOnes() {
    let text = Array("123456789".utf8)
    #expect(glassine_par2_crc32(0, text, text.count) == 0xCBF4_3926)
    #expect(glassine_par2_crc32(glassine_par2_crc32(0, text, 4), Array(text[4...]), 5) == 0xCBF4_3926)
    #expect(PAR2Field.logarithms(8) == [1, 2, 4, 7, 8, 11, 13, 14])
  }

  @Test func geometryStaysInsideItsLimits() {
    for sizes in [[1], [5_000_000_000], Array(repeating: 10, count: 2000), Array(1...16_000), [4096, 4097, 1 << 33]] {
      for share in [0, 1, 600, 3000] {
        let geometry = PAR2Geometry(sizes: sizes, share: share)
        #expect(geometry.slices <= 32_768 && geometry.slices >= sizes.count && geometry.rows <= 65_535)
        #expect(geometry.sliceBytes % 4096 == 0 && (geometry.rows == 0) == (share == 0))
        #expect(sizes.reduce(0) { $0 + geometry.slices(of: $1) } == geometry.slices)
      }
    }
  }

  private func encode(_ contents: [[UInt8]], share: Int, workers: Int, rowBytes: Int? = nil) throws -> (bytes: [UInt8], passes: Int) {
    let files = contents.enumerated().map { PAR2File(name: Array("f\($0)".utf8), size: $1.count, head: Array($1.prefix(16_384))) }
    let encoder = PAR2Encoder(files: files, share: share, creator: "test", workers: workers, rowBytes: rowBytes ?? PAR2Encoder.rowBytes)
    let order = encoder.files.map { file in contents[files.firstIndex(of: file) ?? 0] }
    var bytes: [UInt8] = []
    var seen = order.map { _ in [UInt8]() }
    let isWhole = try encoder.encode { file, offset, buffer throws(Fault) in
      buffer.copyBytes(from: order[file][offset..<offset + buffer.count])
    } saw: { file, piece in
      seen[file] += piece
    } finished: { _ throws(Fault) in
      true
    } write: { piece, offset throws(Fault) in
      if bytes.count < offset + piece.count { bytes += [UInt8](repeating: 0, count: offset + piece.count - bytes.count) }
      bytes.replaceSubrange(offset..<offset + piece.count, with: piece)
    }
    #expect(isWhole && seen == order)
    let packets = PAR2Check.packets(length: bytes.count) { (offset: Int, count: Int) throws(Never) in Array(bytes[offset...].prefix(count))
    }
    #expect(packets == encoder.packets)
    return (bytes, encoder.passes)
  }

  /// However many threads and columns, the bytes are the same; and every packet is what its MD5 says, which a changed byte is not.
  @Test func columnsAndThreadsChangeNothing() throws {
    var generator = RepeatableRandomNumberGenerator(seed: 2)
    let contents = [1, 16_384, 40_000, 300_000, 12_000_001].map { size in
      (0..<size).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
    let plain = try encode(contents, share: 300, workers: 1)
    #expect(plain.passes == 1)
    let narrow = try encode(contents, share: 300, workers: 3, rowBytes: 1 << 18)
    #expect(narrow.passes > 1 && narrow.bytes == plain.bytes)
    var changed = plain.bytes
    changed[changed.count / 2] ^= 1
    let none = PAR2Check.packets(length: changed.count) { (offset: Int, count: Int) throws(Never) in Array(changed[offset...].prefix(count))
    }
    #expect(none == nil)
  }
}
