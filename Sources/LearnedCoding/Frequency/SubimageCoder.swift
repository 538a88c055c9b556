internal import CKernels
internal import EntropyCoding
internal import Inference
internal import PlanePrediction

/// The two passes over one subimage: low frequencies, then high frequencies.
struct SubimageCoder {
  let tile: FrequencyTileCoder
  private let model: FrequencyModel
  private let part: Int
  private let subimage: Subimage
  private let rows: Int
  let columns: Int
  private let errorShift: Int
  let own: PaddedRows
  private let errors: PaddedRows

  /// Nil for an empty subimage.
  init?(tile: FrequencyTileCoder, part: Int, subimage: Subimage) {
    self.tile = tile
    self.part = part
    self.subimage = subimage
    model = tile.model.parts[part]
    rows = subimage.rows(of: tile.window.height)
    columns = subimage.columns(of: tile.window.width)
    errorShift = model.low.errorShift
    own = tile.window.own[subimage.rawValue]
    errors = tile.window.errors[subimage.rawValue]
    guard rows > 0, columns > 0 else { return nil }
  }

  typealias Step = (inout SampleModel, Int64, Int, Int, Int) -> Int

  /// Runs both passes; `code` codes or decodes one sample.
  @inline(__always)
  func run(_ code: Step) {
    let plan = FrequencyPlan(support: tile.support, subimage: subimage, window: tile.window)
    let low = compressor(plan, model.low, model.usesLowNetwork ? tile.networks.low[part] : nil)
    guard let high = model.high else {
      var pass = SubimagePass(alphabet: tile.alphabet, model: model.low)
      for row in 0..<rows {
        low.prepare(row: row)
        pass.codeRow(self, plan, low, row: row, isWanted: nil, code)
        for column in 0..<columns { note(row, column, low.means[column]) }
        observe(low, row: row, isHigh: false, codes: low.codes)
      }
      return
    }
    let count = rows * columns
    let means = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    let codes = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    let wanted = UnsafeMutablePointer<Bool>.allocate(capacity: columns)
    wanted.initialize(repeating: false, count: columns)
    defer {
      means.deallocate()
      codes.deallocate()
      wanted.deallocate()
    }
    let frequencies = FrequencyPlan.LowFrequencies(columns: tile.window.columns, rows: tile.window.rows)
    let threshold = Int32(truncatingIfNeeded: model.threshold)
    var pass = SubimagePass(alphabet: tile.alphabet, model: model.low)
    for row in 0..<rows {
      low.prepare(row: row)
      let (means, codes) = (means + row * columns, codes + row * columns)
      for column in 0..<columns {
        means[column] = low.means[column]
        codes[column] = low.codes[column]
        wanted[column] = codes[column] < threshold
      }
      pass.codeRow(self, plan, low, row: row, isWanted: wanted, code)
      let samples = own.row(row)
      for column in 0..<columns {
        // An encoder's sample of high frequency is there already, and must not be looked at.
        let residual = wanted[column] ? Int32(samples[column]) &* 16 &- means[column] : 0
        FrequencyMath.set(
          frequencies, row: row, column: column, residual: residual, code: Int(codes[column]), isLow: wanted[column],
          errorShift: errorShift)
      }
      observe(low, row: row, isHigh: false, codes: codes)
    }
    tile.window.complete(frequencies.residuals, rows: rows, columns: columns, standIn: frequencies.residuals)
    tile.window.complete(frequencies.magnitudes, rows: rows, columns: columns, standIn: frequencies.magnitudes)
    let highPlan = FrequencyPlan(support: tile.support, subimage: subimage, window: tile.window, low: frequencies)
    let second = compressor(highPlan, high, model.usesHighNetwork ? tile.networks.high[part] : nil)
    for row in 0..<rows {
      let (means, codes) = (means + row * columns, codes + row * columns)
      for column in 0..<columns { wanted[column] = codes[column] >= threshold }
      second.prepare(row: row, isWanted: wanted)
      pass.codeRow(self, highPlan, second, row: row, isWanted: wanted, code)
      for column in 0..<columns { note(row, column, means[column]) }
      observe(second, row: row, isHigh: true, codes: codes)
    }
  }

  private func compressor(_ plan: FrequencyPlan, _ model: PlaneModel, _ network: PlaneNetwork?) -> FrequencyCompressor {
    FrequencyCompressor(
      plan: plan, model: model, columns: columns, lowest: tile.alphabet.lowest - tile.centre, highest: tile.alphabet.highest - tile.centre,
      network: network, withPairs: tile.probe != nil, kernels: tile.kernels)
  }

  /// Keeps the error of the first prediction, which scales of later subimages go by.
  @inline(__always)
  private func note(_ row: Int, _ column: Int, _ mean: Int32) {
    errors.row(row)[column] = FrequencyMath.magnitude(Int32(own.row(row)[column]) &* 16 &- mean, errorShift)
  }

  private func observe(_ compressor: FrequencyCompressor, row: Int, isHigh: Bool, codes: UnsafeMutablePointer<Int32>) {
    guard let probe = tile.probe else { return }
    for column in 0..<columns {
      let isLow = codes[column] < Int32(truncatingIfNeeded: model.threshold)
      if isHigh, isLow { continue }
      probe(
        FrequencyProbe(
          part: part, isHigh: isHigh, isLow: isLow, row: row, column: column, compressor: compressor,
          mean16: compressor.linear[column] + Int32(tile.centre * 16), scale16: compressor.scale[column],
          number: Int(own.row(row)[column]) + tile.centre))
    }
  }
}
