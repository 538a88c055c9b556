internal import EntropyCoding
internal import PlanePrediction

/// The entropy coder's side, one for both passes: contexts by scale code, and running means of errors by context and
/// texture.
struct SubimagePass: ~Copyable {
  var samples: SampleModel
  let contextOf: [UInt8]
  var biases: [Int32]

  init(alphabet: SampleAlphabet, model: PlaneModel) {
    samples = SampleModel(alphabet: alphabet, contexts: PlaneModel.contexts)
    contextOf = (0..<ScaleTable.count).map { code in
      UInt8(min(model.contextThresholds.count { code >= Int($0) }, PlaneModel.contexts - 1))
    }
    biases = Array(repeating: 0, count: PlaneModel.contexts * 16)
  }

  @inline(__always)
  mutating func codeRow(
    _ coder: borrowing SubimageCoder, _ plan: borrowing FrequencyPlan, _ compressor: FrequencyCompressor, row: Int,
    isWanted: UnsafePointer<Bool>?, _ code: SubimageCoder.Step
  ) {
    let own = coder.own.row(row)
    let near = (plan.own[0].row(row), plan.own[1].row(row), plan.own[2].row(row), plan.own[3].row(row))
    let middle = Int32(coder.tile.centre * 16)
    let (means, codes) = (compressor.means, compressor.codes)
    for column in 0..<coder.columns where isWanted?[column] ?? true {
      let mean = means[column]
      let scale = Int(codes[column])
      let context = Int(contextOf[scale])
      let signs =
        (Int32(near.0[column]) &* 16 > mean ? 1 : 0) | (Int32(near.1[column]) &* 16 > mean ? 2 : 0)
        | (Int32(near.2[column]) &* 16 > mean ? 4 : 0) | (Int32(near.3[column]) &* 16 > mean ? 8 : 0)
      let place = context &* 16 &+ signs
      let corrected = mean &+ middle &+ (biases[place] &>> 8)
      let number = Int32(
        truncatingIfNeeded: code(&samples, Int64(corrected), scale, context, Int(own[column]) &+ coder.tile.centre))
      let value = number &- Int32(truncatingIfNeeded: coder.tile.centre)
      own[column] = Int16(truncatingIfNeeded: value)
      let limit = min(compressor.scale[column], 1 &<< 20) &* 3
      let error = min(max(value &* 16 &- mean, 0 &- limit), limit)
      biases[place] &+= ((error &* 256) &- biases[place]) &>> 6
    }
  }
}
