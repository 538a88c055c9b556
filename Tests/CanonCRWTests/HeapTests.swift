import ByteCoding
import CanonCRW
import TestSupport
import Testing

/// CIFF files as cameras write them, and as nobody would.
@Suite struct HeapTests {
  private func record(hasLowBits: Bool = true) -> ReferenceRecord {
    var random = RepeatableRandomNumberGenerator(seed: 20)
    var record = ReferenceRecord(width: 128, height: 136, table: 2, hasLowBits: hasLowBits)
    record.fill(.noise, &random)
    return record
  }

  @Test(arguments: [false, true])
  func imagesAreFound(isBigEndian: Bool) throws {
    for hasLowBits in [false, true] {
      let record = record(hasLowBits: hasLowBits)
      let file = record.heap(isBigEndian: isBigEndian).file
      let image = try CRWImage(parsing: file[...])
      #expect(image.format == (try record.format()) && Array(file[image.range]) == record.bytes)
      // Within a longer run of bytes, ranges still count from the file's start.
      let padded = [1, 2, 3] + file
      #expect(try CRWImage(parsing: padded[3...]) == image)
      let ciff = try CIFFFile(parsing: file[...])
      #expect(ciff.isBigEndian == isBigEndian && ciff.heapStart == 26)
      #expect(ciff.records.map(\.tag) == [0x2005, 0x1803, 0x080A, 0x1031, 0x1835])
    }
  }

  /// Low bits that look like codes: 0xFF is followed by zero wherever it occurs.
  @Test func imagesAreProvedWhereTheLowBitsMislead() throws {
    var record = record()
    for index in record.samples.indices { record.samples[index] = record.samples[index] & ~3 | (index / 4 % 2 == 0 ? 3 : 0) }
    let file = record.heap().file
    let image = try CRWImage(parsing: file[...])
    #expect(!image.format.hasLowBits)
    let proved = try image.proved(in: file[...])
    #expect(proved.format.hasLowBits && proved.samples == record.samples)
    #expect(try CRWStream.encode(format: proved.format, samples: proved.samples, remainder: proved.remainder) == record.bytes)
    // A record that fails both ways says why the first way did.
    var damaged = file
    for index in (image.range.lowerBound + 6000)..<image.range.upperBound { damaged[index] = 0xEE }
    #expect(throws: Fault.self) { try image.proved(in: damaged[...]) }
    #expect(throws: Fault.self) { try image.proved(in: damaged.prefix(100)) }
  }

  @Test func filesWithoutAnImageAreRefused() throws {
    for missing in [0x2005, 0x1031, 0x1835] {
      func without(_ heap: ReferenceHeap) -> ReferenceHeap {
        var heap = heap
        heap.entries = heap.entries.compactMap { entry in
          switch entry {
          case .record(missing, _): nil
          case .heap(let tag, let inner): .heap(tag, without(inner))
          default: entry
          }
        }
        return heap
      }
      let file = without(record().heap()).file
      let fault = #expect(throws: Fault.self) { try CRWImage(parsing: file[...]) }
      #expect(fault?.code == "crw.record")
    }
    for bytes in [[], Array("II".utf8), Array("II\u{1A}\0\0\0HEAPJPGM\0\0\0\0".utf8), [UInt8](repeating: 0, count: 100)] {
      #expect(throws: Fault.self) { try CIFFFile(parsing: bytes[...]) }
    }
  }

  @Test func heapsThatLeadNowhere() throws {
    let inner = ReferenceHeap(entries: [.record(0x0805, [1, 2, 3])])
    // Beyond the heap, before it, over its end; what is left is read.
    for (length, offset) in [(10, 0xFFFF_FFFF), (0xFFFF_FFFF, 0), (0xFFFF_FFFF, 0xFFFF_FFFF), (1, 1 << 31), (400, 0)] {
      for type in [0x2005, 0x300A, 0x2807, 0x8005, 0xC005] {
        let file = ReferenceHeap(entries: [.plain(type, length, offset), .heap(0x300A, inner)]).file
        #expect(try CIFFFile(parsing: file[...]).records.map(\.tag) == [0x0805])
      }
    }
    var wrong = inner
    wrong.count = 65_535
    #expect(throws: Fault.self) { try CIFFFile(parsing: wrong.file[...]) }
    // A heap inside, of a wrong count, has no records; the file still has others.
    let file = ReferenceHeap(entries: [.heap(0x300A, wrong), .heap(0x300B, inner)]).file
    #expect(try CIFFFile(parsing: file[...]).records.count == 1)
  }

  /// Heaps that hold themselves, many times: reading them ends soon.
  @Test func heapsInCircles() throws {
    var root = ReferenceHeap(entries: [.record(0x0805, [1, 2, 3])])
    for copies in [1, 2, 100] {
      // A directory at the start: count, entries, its offset; all entries are the whole heap.
      root.entries = (0..<copies).map { _ in .plain(0x300A, 6 + copies * 10, 0) }
      do throws(Fault) {
        let ciff = try CIFFFile(parsing: root.file[...])
        #expect(copies == 1 && ciff.records.isEmpty)
      } catch {
        #expect(copies > 1 && error.code == "ciff.limit")
      }
    }
    var deep = ReferenceHeap(entries: [.record(0x0805, [1, 2, 3])])
    for _ in 0..<40 { deep = ReferenceHeap(entries: [.heap(0x300A, deep), .inside(0x1803, [UInt8](repeating: 0, count: 8))]) }
    #expect(try CIFFFile(parsing: deep.file[...]).records.count == 17)
  }

  @Test func damagedFiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 21)
    let file = record().heap().file
    for round in 0..<600 {
      var damaged = file
      if round % 4 == 0 { damaged.removeLast(random.below(damaged.count)) }
      for _ in 0..<random.below(6) where !damaged.isEmpty {
        // The directories are at the end.
        let place = damaged.count - 1 - random.below(min(damaged.count, 250))
        damaged[place] = [0, 0xFF, damaged[place] ^ 1, UInt8(random.below(256))][random.below(4)]
      }
      do throws(Fault) {
        let image = try CRWImage(parsing: damaged[...], budget: MemoryBudget(samples: 1 << 16, side: 4096))
        _ = try CRWStream(damaged[image.range], format: image.format).decoded()
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
  }
}
