import ByteCoding
import CameraSimulation
import NikonPentaxHuffman
import RawReading
import SensorModel
import TIFFReading
import TestSupport
import Testing

@Suite("Camera files by option")
struct CameraFileTests {
  private func shot(bits: Int, width: Int, height: Int, seed: UInt64 = 3) throws -> SimulatedShot {
    let cfa = try #require(ColorFilterArray.bayer("RGGB"))
    let sensor = SimulatedSensor(
      cfa: cfa, response: [[0.4, 0.1, 0], [0.1, 0.7, 0.1], [0, 0.1, 0.5]], bits: bits, black: [40], white: (1 << bits) - 1)
    return SimulatedShot(by: sensor, visibleWidth: width, visibleHeight: height, seed: seed)
  }

  private func expect(_ file: [UInt8], _ name: String, reads mosaic: Mosaic, _ what: String) throws {
    let read = try RawReader.read(file, name: name).mosaic
    let equal = read == mosaic
    #expect(equal, "\(what)")
  }

  @Test("CR2: components, slices, rows in pairs")
  func cr2() throws {
    let shot = try shot(bits: 14, width: 404, height: 242)
    for (components, rowPairs) in [(2, false), (4, false), (4, true)] {
      for slices in [nil, 0, 1, 2, 5] {
        var options = CR2Options()
        (options.components, options.rowPairs, options.slices) = (components, rowPairs, slices)
        let what = "\(components) components, pairs \(rowPairs), slices \(String(describing: slices))"
        try expect(SimulatedRawWriter.cr2(shot, options: options), "simulated.CR2", reads: shot.mosaic, what)
      }
    }
  }

  @Test("NEF: codings, bits and byte orders", arguments: [12, 14], [false, true])
  func nef(bits: Int, bigEndian: Bool) throws {
    // Wide enough for LibRaw's padded rows; 1400 * 12 bits are no whole 16 bytes.
    let shot = try shot(bits: bits, width: 1400, height: 60)
    var codings: [NEFOptions.Coding] = [
      .lossless, .lossy, .lossySplit(row: 31), .lossySplit(row: 1), .lossySplit(row: 59), .lossySplitFine(row: 20), .packedFromLow,
    ]
    codings += bits == 12 ? [.packed, .paddedRows, .packedWithFiller, .packedInStrips(rows: 13), .highWords] : [.words]
    for coding in codings {
      var options = NEFOptions(coding)
      options.bigEndian = bigEndian
      let file = SimulatedRawWriter.nef(shot, options: options)
      try expect(file, "simulated.NEF", reads: SimulatedRawWriter.nefMosaic(shot, options: options), "\(coding), \(bits) bits")
    }
  }

  @Test("NEF: noise up to the ends of the scale", arguments: [12, 14])
  func nefExtremes(bits: Int) throws {
    var random = RepeatableRandomNumberGenerator(seed: 8)
    let shot = SimulatedShot(
      try shot(bits: bits, width: 128, height: 64), stored: (0..<(128 * 64)).map { _ in UInt16(random.below(1 << bits)) })
    for coding in [NEFOptions.Coding.lossless, .lossy] {
      let options = NEFOptions(coding)
      let file = SimulatedRawWriter.nef(shot, options: options)
      try expect(file, "simulated.NEF", reads: SimulatedRawWriter.nefMosaic(shot, options: options), "\(coding), \(bits) bits")
    }
  }

  @Test("PEF: codings, notes and byte orders", arguments: [PEFOptions.Note.aoc, .pentax], [false, true])
  func pef(note: PEFOptions.Note, bigEndian: Bool) throws {
    for bits in [12, 14] {
      let shot = try shot(bits: bits, width: 302, height: 201)
      var codings: [PEFOptions.Coding] = [.compressed, .words]
      if bits == 12 { codings += [.packed(compression: 1), .packed(compression: 32773)] }
      for coding in codings {
        var options = PEFOptions(coding)
        (options.note, options.bigEndian) = (note, bigEndian)
        try expect(SimulatedRawWriter.pef(shot, options: options), "simulated.PEF", reads: shot.mosaic, "\(coding), \(bits) bits")
      }
    }
  }

  @Test("PEF without a table: LibRaw wants one, the room does not")
  func earlyPEF() throws {
    let shot = try shot(bits: 12, width: 302, height: 201)
    let file = SimulatedRawWriter.pef(shot, options: PEFOptions(.compressedWithoutTable))
    let chunk = try #require(try TIFFStructure(parsing: file).images.first { $0.compression == 65535 }?.chunks.first)
    let format = try NikonPentaxFormat(width: 302, height: 201, code: .earlyPentax())
    let read = try NikonPentaxStream(file[chunk.offset..<(chunk.offset + chunk.byteCount)], format: format).decoded().samples
    let equal = read == shot.stored.samples
    #expect(equal)
    let differs = (try? RawReader.read(file, name: "simulated.PEF").mosaic) != shot.mosaic
    #expect(differs, "this LibRaw reads it now: say so in PEFOptions")
  }

  @Test("CRW: tables, with and without low bits", arguments: 0...2, [10, 12])
  func crw(table: Int, bits: Int) throws {
    let shot = try shot(bits: bits, width: 408, height: 256)
    var options = CRWOptions()
    options.table = table
    let read = try RawReader.read(SimulatedRawWriter.crw(shot, options: options), name: "simulated.CRW").mosaic
    let equal = read == shot.mosaic
    #expect(equal)
  }

  @Test("CRW: the width at which readers add 2")
  func crwOfOddWidth() throws {
    let shot = try shot(bits: 12, width: 2672, height: 32)
    let mosaic = SimulatedRawWriter.crwMosaic(shot)
    let differs = mosaic != shot.mosaic
    #expect(differs)
    try expect(SimulatedRawWriter.crw(shot), "simulated.CRW", reads: mosaic, "2672 columns")
  }
}
