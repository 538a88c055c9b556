internal import SensorModel

/// The sample data of a raw picture, cut into strips or tiles, and the tags that say where they are.
struct SampleRuns {
  let bits: Int
  let runs: [[UInt8]]
  /// TIFF's number of it.
  let compression: Int
  private let organisation: DNGOptions.Organisation

  /// Runs that are coded already.
  init(_ runs: [[UInt8]], bits: Int, organisation: DNGOptions.Organisation, compression: Int) {
    self.bits = bits
    self.compression = compression
    self.organisation = organisation
    self.runs = runs
  }

  init(_ mosaic: Mosaic, bits: Int, _ options: DNGOptions) {
    if let coding = options.losslessJPEG {
      let streams = LosslessJPEGRuns.streams(mosaic, bits: bits, options, coding)
      self.init(streams, bits: bits, organisation: options.organisation, compression: 7)
    } else {
      self.init(Self.packed(mosaic, bits: bits, options), bits: bits, organisation: options.organisation, compression: 1)
    }
  }

  private static func packed(_ mosaic: Mosaic, bits: Int, _ options: DNGOptions) -> [[UInt8]] {
    let packing = SamplePacking(bits: bits, bigEndian: options.bigEndian, rowFill: options.rowFill)
    var runs: [[UInt8]] = []
    func run(rows: Range<Int>, column: Int, width: Int) {
      var bytes: [UInt8] = []
      bytes.reserveCapacity(packing.rowBytes(width) * rows.count)
      for row in rows {
        packing.append(mosaic, row: row, column: column, width: width, repeatingEdge: options.repeatsEdge, to: &bytes)
      }
      runs.append(bytes)
    }
    switch options.organisation {
    case .strips(let rows):
      for first in stride(from: 0, to: mosaic.height, by: max(1, rows)) {
        run(rows: first..<min(first + max(1, rows), mosaic.height), column: 0, width: mosaic.width)
      }
    case .tiles(let width, let height):
      precondition(width > 0 && height > 0 && width % 16 == 0 && height % 16 == 0, "TIFF tiles are multiples of 16")
      for row in stride(from: 0, to: mosaic.height, by: height) {
        for column in stride(from: 0, to: mosaic.width, by: width) {
          run(rows: row..<(row + height), column: column, width: width)
        }
      }
    }
    return runs
  }

  private var counts: [Int] { runs.map(\.count) }

  /// The tags for places and lengths.
  var tags: (places: UInt16, lengths: UInt16) {
    switch organisation {
    case .strips: (273, 279)
    case .tiles: (324, 325)
    }
  }

  /// Enters sizes and places; places count from `start`, which is known only once the directories have sizes.
  func describe(in directory: inout TIFFDirectory, start: Int = 0) {
    var offset = start
    let offsets = counts.map { count in
      defer { offset += count }
      return offset
    }
    switch organisation {
    case .strips(let rows):
      directory[273] = .longs(offsets)
      directory[278] = .longs([rows])
      directory[279] = .longs(counts)
    case .tiles(let width, let height):
      directory[322] = .longs([width])
      directory[323] = .longs([height])
      directory[324] = .longs(offsets)
      directory[325] = .longs(counts)
    }
  }
}
