import CameraSimulation
import SensorModel
import TestSupport
import Testing

/// The whole way of makers' files in all the forms that the simulator knows.
@Suite struct CameraOptionTests {
  @Test(arguments: 1...7)
  func cr2(predictor: Int) throws {
    for (components, rowPairs) in [(2, false), (4, false), (4, true)] {
      for slices in [nil, 0, 1, 2, 5] as [Int?] {
        var options = CR2Options()
        (options.components, options.rowPairs, options.slices, options.predictor) = (components, rowPairs, slices, predictor)
        (options.previewSide, options.thumbnailSide) = (64, 32)
        let shot = SimulatedShot.bayer(bits: 14, width: 112, height: 74, margins: SensorMargins(left: 16, top: 8))
        let what = "predictor \(predictor), \(components) components, row pairs \(rowPairs), slices \(slices ?? -1)"
        try expectTaken(SimulatedRawWriter.cr2(shot, options: options), name: "a.cr2", shot.mosaic, what)
      }
    }
  }

  @Test(arguments: [false, true])
  func nef(bigEndian: Bool) throws {
    let codings: [(NEFOptions.Coding, [Int])] = [
      (.lossless, [12, 14]), (.lossy, [12, 14]), (.lossySplit(row: 20), [12, 14]), (.lossySplit(row: 0), [14]),
      (.lossySplit(row: 53), [12]), (.lossySplitFine(row: 31), [12, 14]), (.packed, [12]), (.packedFromLow, [12, 14]),
      (.packedWithFiller, [12]), (.packedInStrips(rows: 10), [12]), (.packedInStrips(rows: 1), [12]), (.words, [14]), (.highWords, [12]),
    ]
    for (coding, depths) in codings {
      for bits in depths {
        for (width, height) in [(80, 54), (240, 55)] {
          var options = NEFOptions(coding)
          (options.bigEndian, options.previewSide) = (bigEndian, 64)
          let shot = SimulatedShot.bayer(bits: bits, width: width, height: height)
          let meant = SimulatedRawWriter.nefMosaic(shot, options: options)
          let file = SimulatedRawWriter.nef(shot, options: options)
          try expectTaken(file, name: "a.nef", meant, "\(coding), \(bits) bits, \(width)x\(height)")
        }
      }
    }
  }

  @Test func nefRowsOf16Bytes() throws {
    let shot = SimulatedShot.bayer(bits: 12, width: 1340, height: 30)
    let file = SimulatedRawWriter.nef(shot, options: NEFOptions(.paddedRows))
    try expectTaken(file, name: "a.nef", shot.mosaic, "padded rows")
  }

  @Test(arguments: [PEFOptions.Note.aoc, .pentax])
  func pef(note: PEFOptions.Note) throws {
    let codings: [(PEFOptions.Coding, [Int])] = [
      (.compressed, [12, 14]), (.compressedWithoutTable, [12]), (.packed(compression: 1), [12]), (.packed(compression: 32_773), [12]),
      (.words, [12, 14]),
    ]
    for (coding, depths) in codings {
      for bits in depths {
        for (width, height) in [(80, 54), (258, 33)] {
          for bigEndian in [false, true] {
            var options = PEFOptions(coding)
            (options.note, options.bigEndian, options.previewSide) = (note, bigEndian, 64)
            let shot = SimulatedShot.bayer(bits: bits, width: width, height: height)
            let file = SimulatedRawWriter.pef(shot, options: options)
            try expectTaken(file, name: "a.pef", shot.mosaic, "\(coding), \(bits) bits, \(width)x\(height), big-endian \(bigEndian)")
          }
        }
      }
    }
  }

  @Test(arguments: [0, 1, 2], [10, 12])
  func crw(table: Int, bits: Int) throws {
    var options = CRWOptions()
    (options.table, options.previewSide) = (table, 64)
    for (width, height) in [(320, 240), (328, 248)] {
      let shot = SimulatedShot.bayer(bits: bits, width: width, height: height, margins: SensorMargins(left: 8, top: 8))
      let file = SimulatedRawWriter.crw(shot, options: options)
      try expectTaken(file, name: "a.crw", SimulatedRawWriter.crwMosaic(shot), "table \(table), \(bits) bits, \(width)x\(height)")
    }
  }

  @Test func arwWithoutCompression() throws {
    let words = SimulatedShot.bayer(bits: 14, width: 96, height: 55)
    for compression in [1, 32_767] {
      let file = SimulatedRawWriter.arwWords(words, compression: compression)
      try expectTaken(file, name: "a.arw", words.mosaic, "words, compression \(compression)")
    }
    let packed = SimulatedShot.bayer(bits: 12, width: 96, height: 55)
    try expectTaken(SimulatedRawWriter.arwPacked(packed), name: "a.arw", packed.mosaic, "packed")
  }

  /// Compressed forms, with whatever this version makes of them.
  @Test func arwWithCompression() throws {
    let shot = SimulatedShot.bayer(bits: 12, width: 96, height: 56)
    try expectWholeOrRefused(SimulatedRawWriter.arw1(shot), name: "a.arw", "ARW1")
    try expectWholeOrRefused(SimulatedRawWriter.arw2(shot).file, name: "a.arw", "ARW2")
    let tall = SimulatedShot.bayer(bits: 12, width: 96, height: 56, seed: 8)
    try expectWholeOrRefused(SimulatedRawWriter.arw1(tall, trailer: [1, 2, 3]), name: "a.arw", "ARW1 with a trailer")
  }
}
