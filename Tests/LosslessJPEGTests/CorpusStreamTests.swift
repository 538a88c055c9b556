import ByteCoding
import Foundation
import LosslessJPEG
import TIFFReading
import TestSupport
import Testing

/// Real files that hold lossless JPEG: every tile comes back byte for byte, and LibRaw reads the same mosaic.
@Suite struct CorpusStreamTests {
  struct Tiles {
    var image: TIFFImageLayout
    var streams: [[UInt8]]
  }

  /// The lossless JPEG tiles of a corpus file; nil, after a loud line, where the file is missing.
  private func tiles(_ place: URL) throws -> Tiles? {
    let file = [UInt8](try Data(contentsOf: place))
    guard let structure = try? TIFFStructure(parsing: file) else { return nil }
    for image in structure.images where image.compression == 7 {
      let streams = image.chunks.map { Array(file[$0.offset..<($0.offset + $0.byteCount)]) }
      if let first = streams.first, (try? LosslessJPEGHeader(parsing: first[...])) != nil { return Tiles(image: image, streams: streams) }
    }
    return nil
  }

  @Test func everyStreamOfTheCorpusComesBack() throws {
    for place in Corpus.raws {
      guard let tiles = try tiles(place) else { continue }
      for (index, bytes) in tiles.streams.enumerated() {
        let stream = try LosslessJPEGStream(parsing: bytes[...])
        let (samples, remainder) = try stream.decoded()
        let again = try LosslessJPEGStream.encode(header: stream.header, samples: samples, remainder: remainder)
        #expect(again == bytes, "\(place.lastPathComponent), tile \(index)")
      }
    }
  }

  @Test func tilesMakeTheMosaicThatLibRawReads() throws {
    let name = "BlackmagicPocket_ljpeg_lut.dng"
    guard let place = Corpus.raws.first(where: { $0.lastPathComponent == name }), let tiles = try tiles(place) else {
      announce("NO \(name) in the corpus: lossless JPEG is not compared with LibRaw.")
      return
    }
    let image = tiles.image
    var mosaic = [UInt16](repeating: 0, count: image.width * image.height)
    for (chunk, bytes) in zip(image.chunks, tiles.streams) {
      let (samples, _) = try LosslessJPEGStream(parsing: bytes[...]).decoded()
      let tile = try MosaicTile(
        mosaicWidth: image.width, mosaicHeight: image.height, row: chunk.row, column: chunk.column, width: image.chunkWidth,
        height: image.chunkHeight, sampleCount: samples.count)
      let fill = samples.withUnsafeBufferPointer { from in mosaic.withUnsafeMutableBufferPointer { tile.place(from, into: $0) } }
      var back = [UInt16](repeating: 0, count: samples.count)
      try mosaic.withUnsafeBufferPointer { from in try back.withUnsafeMutableBufferPointer { try tile.collect(from, fill: fill, into: $0) }
      }
      #expect(back == samples && tile.outerCount == 0)
    }
    let table = try #require(image.linearizationTable?.integers())
    let linear = mosaic.map { UInt16(table[min(Int($0), table.count - 1)]) }
    guard let read = try libRawMosaic(place) else { return }
    #expect(read == linear)
  }

  /// The mosaic by LibRaw's own command; nil, after a loud line, where it is not installed.
  private func libRawMosaic(_ place: URL) throws -> [UInt16]? {
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent(place.lastPathComponent)
      try FileManager.default.copyItem(at: place, to: copy)
      guard let result = try runTool("unprocessed_raw", ["-T", copy.path]) else { return nil }
      #expect(result.status == 0, "\(result.errorText)")
      let unpacked = [UInt8](try Data(contentsOf: URL(fileURLWithPath: copy.path + ".tiff")))
      let structure = try TIFFStructure(parsing: unpacked)
      let chunk = try #require(structure.images.first?.chunks.first)
      return stride(from: chunk.offset, to: chunk.offset + chunk.byteCount, by: 2).map { at in
        let (first, second) = (UInt16(unpacked[at]), UInt16(unpacked[at + 1]))
        return structure.bigEndian ? first << 8 | second : second << 8 | first
      }
    }
  }

  /// Damage to a real stream: each hundredth cut off, and random bits.
  @Test func damagedRealStreams() throws {
    for place in Corpus.raws {
      guard let bytes = try tiles(place)?.streams.first else { continue }
      var random = RepeatableRandomNumberGenerator(seed: 11)
      for round in 0..<130 {
        var damaged = bytes
        if round < 100 {
          damaged = Array(bytes[..<(bytes.count * round / 100)])
        } else {
          for _ in 0..<(1 + round % 4) { damaged[random.below(damaged.count)] ^= 1 << UInt8(random.below(8)) }
        }
        do throws(Fault) {
          let stream = try LosslessJPEGStream(parsing: damaged[...])
          let (samples, remainder) = try stream.decoded()
          let again = try LosslessJPEGStream.encode(header: stream.header, samples: samples, remainder: remainder)
          #expect(round >= 100 && again == damaged, "\(place.lastPathComponent), round \(round)")
        } catch {
          #expect(!error.code.isEmpty)
        }
      }
    }
  }
}
