internal import CKernels
internal import EntropyCoding
internal import Inference
internal import PlanePrediction

/// A tile that the loops of `CKernels` code or decode row after row: as `TileRun`, and much faster.
struct TileLoop: ~Copyable {
  let predictor: RowPredictor
  let kernels: glassine_kernels
  private(set) var tile = glassine_tile()
  private var capacity = 0

  /// A tile to decode; `bytes` have to outlive it. Without bytes, one to code.
  init(_ predictor: RowPredictor, _ plane: PlaneMemory, _ kernels: Kernels, bytes: UnsafeBufferPointer<UInt8>? = nil) {
    self.predictor = predictor
    self.kernels = kernels.table
    let models = GLASSINE_MODELS * GLASSINE_MODEL_BYTES
    tile.models = .allocate(byteCount: models, alignment: 64)
    tile.biases = .allocate(capacity: GLASSINE_BIASES)
    tile.first_column = Int32(truncatingIfNeeded: predictor.window.column)
    tile.bytes = bytes?.baseAddress
    tile.count = bytes?.count ?? 0
    tile.sums = UnsafePointer(predictor.sums)
    tile.scales = UnsafePointer(predictor.scales)
    tile.classes = UnsafePointer(predictor.classes)
    if let rows = predictor.rows {
      tile.network_sums = UnsafePointer(rows.sums)
      tile.row_scale = UnsafePointer(rows.scale)
      tile.factor = UnsafePointer(rows.factor)
      tile.limits = UnsafePointer(rows.limits)
      tile.error_limits = UnsafePointer(rows.limits + rows.limitStride)
      tile.reference = UnsafePointer(rows.reference)
    }
    var plane = plane.plane
    self.kernels.begin_tile(&tile, &plane)
  }

  deinit {
    tile.models.deallocate()
    tile.biases.deallocate()
    tile.words?.deallocate()
  }

  var width: Int { predictor.window.width }
  /// Decoding: the stream was used up.
  var isAtEnd: Bool { tile.next >= tile.count }

  /// Gets a row ready: what does not wait for its samples is worked out for all of them.
  mutating func begin(row: Int) {
    predictor.prepare()
    tile.row = Int32(truncatingIfNeeded: predictor.window.row + row)
    tile.own = predictor.window.own.row(row)
    tile.above = UnsafePointer(predictor.window.own.row(row - 1))
    tile.errors = predictor.errors.row(row)
    tile.signed_errors = predictor.rows == nil ? tile.errors : predictor.signedErrors.row(row)
    let before = predictor.errors.row(row - 1)[0]
    tile.errors[-1] = before
    tile.errors[-2] = before
  }

  /// Codes a row.
  mutating func encode(row: Int, _ plane: inout glassine_plane) {
    begin(row: row)
    reserve(width * GLASSINE_MOST_WORDS + 1)
    kernels.encode_row(&tile, &plane, Int32(width))
    predictor.finishRow()
  }

  /// Decodes a row.
  mutating func decode(row: Int, _ plane: inout glassine_plane) {
    begin(row: row)
    kernels.decode_row(&tile, &plane, Int32(width))
    predictor.finishRow()
  }

  /// Decodes a row of this tile and one of another tile of the plane.
  mutating func decode(row: Int, with other: inout TileLoop, _ plane: inout glassine_plane) {
    begin(row: row)
    other.begin(row: row)
    kernels.decode_two_rows(&tile, &other.tile, &plane, Int32(width), Int32(other.width))
    predictor.finishRow()
    other.predictor.finishRow()
  }

  /// Makes room for so many words more.
  private mutating func reserve(_ count: Int) {
    guard tile.word_count + count > capacity else { return }
    capacity = max(capacity * 2, tile.word_count + count, width * predictor.window.height / 2)
    let words = UnsafeMutablePointer<UInt16>.allocate(capacity: capacity)
    if let old = tile.words {
      words.update(from: old, count: tile.word_count)
      old.deallocate()
    }
    tile.words = words
  }

  /// The stream of all that was coded.
  func finish() -> [UInt8] {
    var encoder = RangeEncoder()
    encoder.low = tile.low
    encoder.range = tile.range
    encoder.words = Array(UnsafeBufferPointer(start: tile.words, count: tile.word_count))
    return encoder.finish()
  }
}
