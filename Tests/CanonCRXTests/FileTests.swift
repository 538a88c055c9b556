import ByteCoding
import CameraSimulation
import CanonCRX
import TestSupport
import Testing

/// CR3 files as cameras write them, and as nobody would.
@Suite struct FileTests {
  private func picture(encoding: Int = 0) -> SimulatedCRXPicture {
    var random = RepeatableRandomNumberGenerator(seed: 20)
    var picture = SimulatedCRXPicture(.smooth, width: 64, height: 48, bits: 12, &random)
    picture.encoding = encoding
    return picture
  }

  /// A file in which the CMP1 box's content was changed.
  private func file(_ picture: SimulatedCRXPicture, _ change: (inout ArraySlice<UInt8>) -> Void) throws -> [UInt8] {
    var file = SimulatedCR3File([picture]).bytes
    let start = try #require(file.indices.first { file[$0...].starts(with: "CMP1".utf8) }) + 4
    var content = file[start..<(start + 90)]
    change(&content)
    file.replaceSubrange(start..<(start + 90), with: content)
    return file
  }

  @Test func formatsAreRead() throws {
    var picture = picture(encoding: 3)
    (picture.tileWidth, picture.version, picture.layout, picture.mosaicBits) = (32, 2, 3, 14)
    let file = SimulatedCR3File([picture]).bytes
    let found = try CR3File.find(in: file)
    #expect(try found.map(\.format) == [picture.format()] && found[0].format.mosaicBits == 14)
    #expect(file[found[0].range].elementsEqual(picture.bytes))
    picture.encoding = 1
    #expect(try CR3File.find(in: SimulatedCR3File([picture]).bytes)[0].format.mosaicBits == 12)
  }

  @Test func whatIsNotHandledIsRefusedByName() throws {
    for (place, value, code) in [
      (26, 0x03, "crx.lossy"), (26, 0x20, "crx.encoding"), (25, 0x10, "crx.planes"), (25, 0x44, "crx.layout"), (4, 3, "crx.version"),
      (24, 8, "crx.bits"), (24, 16, "crx.bits"), (19, 1, "crx.tiles"), (31, 8, "crx.tiles"),
    ] {
      let file = try file(picture()) { $0[$0.startIndex + place] = UInt8(value) }
      let fault = #expect(throws: Fault.self) { try CR3File.find(in: file) }
      #expect(fault?.code == code && fault?.kind != .misuse, "byte \(place)")
    }
  }

  @Test func filesWithoutAPictureAreRefused() throws {
    let file = SimulatedCR3File([picture()]).bytes
    for (bytes, code) in [
      ([], "cr3.brand"), (Array("\0\0\0\u{18}ftypheic".utf8), "cr3.brand"), (Array(file[..<24]), "cr3.track"),
      (SimulatedCR3File([]).bytes, "cr3.track"), (Array(file.dropLast()), "cr3.short"),
    ] as [([UInt8], String)] {
      let fault = #expect(throws: Fault.self) { try CR3File.find(in: bytes) }
      #expect(fault?.code == code)
    }
    let budget = MemoryBudget(samples: 1000, side: 1000)
    let fault = #expect(throws: Fault.self) { try CR3File.find(in: file, budget: budget) }
    #expect(fault?.code == "size.limit")
  }

  @Test func damagedFiles() throws {
    var random = RepeatableRandomNumberGenerator(seed: 21)
    let file = SimulatedCR3File([picture(), picture()]).bytes
    let head = file.count - 2 * picture().bytes.count
    var found = 0
    for round in 0..<3000 {
      var damaged = file
      if round % 4 == 0 { damaged.removeLast(random.below(damaged.count)) }
      for _ in 0..<random.below(6) where !damaged.isEmpty {
        let place = random.below(min(damaged.count, head))
        damaged[place] = [0, 0xFF, damaged[place] ^ 1, UInt8(random.below(256))][random.below(4)]
      }
      do throws(Fault) {
        for image in try CR3File.find(in: damaged, budget: MemoryBudget(samples: 1 << 16, side: 4096)) {
          found += 1
          _ = try CRXStream(damaged[image.range], format: image.format).decoded()
        }
      } catch {
        #expect(!error.code.isEmpty && error.kind != .misuse)
      }
    }
    #expect(found > 100)
  }

  /// Boxes of sizes that cannot be.
  @Test func boxesThatLeadNowhere() throws {
    let file = SimulatedCR3File([picture()]).bytes
    let starts = file.indices.filter { place in
      ["moov", "trak", "mdia", "minf", "stbl", "stsd", "CRAW", "CMP1", "stsz", "co64"].contains { file[place...].starts(with: $0.utf8) }
    }
    #expect(starts.count == 10)
    for start in starts {
      for size in [0, 1, 7, 8, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        var damaged = file
        for byte in 0..<4 { damaged[start - 4 + byte] = UInt8(truncatingIfNeeded: size >> (24 - 8 * byte)) }
        // A box may go on to the end of what holds it.
        guard (try? CR3File.find(in: damaged)) == nil else {
          #expect(size == 0)
          continue
        }
      }
    }
  }
}
