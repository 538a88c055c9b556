internal import ByteCoding
internal import Foundation
internal import Inference

/// HR-CNN (Niu, arXiv 2007.00639), from the quantised coefficients: a map for each frequency, restored with more channels than that; a
/// transposed convolution to a quarter of the picture's sides; merged there with the plain inverse transform, and sharpened.
struct HRCNN: RestorationNetwork {
  private let head: Convolution
  private let restore: [(first: Convolution, second: Convolution)]
  private let upper: DenseLayer
  private let lower: DenseLayer
  private let merge: Convolution
  private let sharpen: [(first: Convolution, second: Convolution)]
  private let tail: Convolution

  /// Throws `.damaged` where tensors are missing or of other shapes.
  init(_ tensors: TensorFile, table: [Float]) throws(Fault) {
    let spectral = try tensors.shape("head.weight").first ?? 0
    let spatial = try tensors.shape("merge.weight").first ?? 0
    let blocks = tensors.count { "restore.\($0).first.weight" }
    let sharpeners = tensors.count { "sharpen.\($0).first.weight" }
    guard spectral % 16 == 0, spatial % 16 == 0, spectral > 0, spatial > 0 else {
      throw .damaged("network.shape", "maps of \(spectral) and \(spatial) channels")
    }
    let wide = try TableCondition(tensors, "spectral_condition", layers: blocks + 1, channels: spectral, table: table)
    let fine = try TableCondition(tensors, "spatial_condition", layers: sharpeners, channels: spatial, table: table)

    var weights = try tensors.values("head.weight", [spectral, 64, 3, 3])
    for index in weights.indices { weights[index] /= Self.spread(index / 9 % 64) }
    head = Convolution(
      weights: weights, biases: try tensors.values("head.bias", [spectral]), scale: wide.scales(0), offset: wide.offsets(0),
      isRectified: true)
    restore = try Self.residuals(tensors, "restore", blocks, spectral) { (wide.scales($0 + 1), wide.offsets($0 + 1)) }
    let kernel = try tensors.values("reconstruct.weight", [spectral, spatial, 2, 2])
    let bias = try tensors.values("reconstruct.bias", [spatial])
    func half(_ row: Int) -> DenseLayer {
      DenseLayer(inputs: spectral, biases: bias + bias, isRectified: true) { input, output in
        kernel[((input * spatial + output % spatial) * 2 + row) * 2 + output / spatial]
      }
    }
    (upper, lower) = (half(0), half(1))
    merge = Convolution(
      weights: try tensors.values("merge.weight", [spatial, spatial + 16, 3, 3]), biases: try tensors.values("merge.bias", [spatial]),
      isRectified: true)
    sharpen = try Self.residuals(tensors, "sharpen", sharpeners, spatial) { (fine.scales($0), fine.offsets($0)) }
    tail = Convolution(
      weights: try tensors.values("tail.weight", [16, spatial, 3, 3]), biases: try tensors.values("tail.bias", [16]), isRectified: false)
  }

  private static func residuals(
    _ tensors: TensorFile, _ name: String, _ count: Int, _ channels: Int, _ condition: (Int) -> (scale: [Float], offset: [Float])
  ) throws(Fault) -> [(first: Convolution, second: Convolution)] {
    var found: [(first: Convolution, second: Convolution)] = []
    for index in 0..<count {
      let (scale, offset) = condition(index)
      func layer(_ part: String, scale: [Float]?, offset: [Float]?, isRectified: Bool) throws(Fault) -> Convolution {
        Convolution(
          weights: try tensors.values("\(name).\(index).\(part).weight", [channels, channels, 3, 3]),
          biases: try tensors.values("\(name).\(index).\(part).bias", [channels]), scale: scale, offset: offset, isRectified: isRectified)
      }
      found.append(
        (
          try layer("first", scale: scale, offset: offset, isRectified: true),
          try layer("second", scale: nil, offset: nil, isRectified: false)
        ))
    }
    return found
  }

  /// A rough spread of a frequency's coefficients in photos, by which its map is divided.
  private static func spread(_ frequency: Int) -> Float {
    Float(240 / pow(Double(1 + frequency / 8 + frequency % 8), 1.2))
  }

  /// Head and blocks in whole blocks; merging, sharpening and tail in halves of them.
  var reach: Int { 1 + 2 * restore.count + (2 + 2 * sharpen.count + 1) / 2 }

  func corrections(_ plain: PlainRows) -> MapRows {
    var map: MapRows = ConvolvedRows(plain.coefficients, [head])
    for block in restore { map = ConvolvedRows(ConvolvedRows(map, [block.first]), [block.second], added: map) }
    let enlarged = MadeRows.enlarging(map, upper: upper, lower: lower)
    let cells = plain.cells(channels: 16, kept: 3, value: { $0 / 64 })
    map = ConvolvedRows(MadeRows.joining([enlarged, cells]), [merge])
    for block in sharpen { map = ConvolvedRows(ConvolvedRows(map, [block.first]), [block.second], added: map) }
    return ConvolvedRows(map, [tail])
  }
}
