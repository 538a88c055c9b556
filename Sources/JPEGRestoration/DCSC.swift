internal import ByteCoding
internal import Inference

/// DCSC (Fu and others, ICCV 2019), from the pixels: dilated convolutions of several scales drive unrolled steps of convolutional sparse
/// coding with a stride of four pixels, u = relu(u + S u + G f); a dictionary turns the codes into the correction.
struct DCSC: RestorationNetwork {
  private let dilated: [Convolution]
  private let gather: Convolution
  /// What the first codes are moved by.
  private let offset: [Float]
  private let steps: [Convolution]
  private let dictionary: Convolution

  private static let dilations = [1, 2, 4]
  /// 16 pixels of a cell, three maps of places, filled up to a multiple of 16.
  private static let channels = 32

  /// Throws `.damaged` where tensors are missing or of other shapes.
  init(_ tensors: TensorFile, table: [Float]) throws(Fault) {
    let features = try tensors.shape("dilated.0.weight").first ?? 0
    let codes = try tensors.shape("gather.weight").first ?? 0
    let count = tensors.count { "steps.\($0).weight" }
    guard features % 16 == 0, codes % 16 == 0, features > 0, codes > 0 else {
      throw .damaged("network.shape", "maps of \(features) and \(codes) channels")
    }
    let condition = try TableCondition(tensors, "condition", layers: count + 1, channels: codes, table: table)
    var layers: [Convolution] = []
    for (index, dilation) in Self.dilations.enumerated() {
      layers.append(
        Convolution(
          weights: try tensors.values("dilated.\(index).weight", [features, 19, 3, 3]),
          biases: try tensors.values("dilated.\(index).bias", [features]), dilation: dilation, isRectified: true))
    }
    dilated = layers
    gather = Convolution(
      weights: try tensors.values("gather.weight", [codes, 3 * features, 3, 3]), biases: try tensors.values("gather.bias", [codes]),
      scale: condition.scales(0), isRectified: false)
    offset = condition.offsets(0)
    layers = []
    for index in 0..<count {
      layers.append(
        Convolution(
          weights: try tensors.values("steps.\(index).weight", [codes, codes, 3, 3]),
          biases: try tensors.values("steps.\(index).bias", [codes]), offset: condition.offsets(index + 1),
          factors: condition.factors(index + 1), isRectified: true))
    }
    steps = layers
    dictionary = Convolution(
      weights: try tensors.values("dictionary.weight", [16, codes, 3, 3]), biases: try tensors.values("dictionary.bias", [16]),
      isRectified: false)
  }

  var reach: Int { ((Self.dilations.max() ?? 0) + 1 + steps.count + 1 + 1) / 2 }

  func corrections(_ plain: PlainRows) -> MapRows {
    let cells = plain.cells(channels: Self.channels, kept: 9) { value in
      // What a decoder shows: whole numbers from 0 to 255.
      (min(max((value + 128).rounded(.toNearestOrEven), 0), 255) - 128) / 64
    } fill: { row, column, rest in
      // Which quarter of its block a cell is.
      let (y, x): (Float, Float) = (row % 2 == 0 ? 1 : -1, column % 2 == 0 ? 1 : -1)
      (rest[0], rest[1], rest[2]) = (y, x, y * x)
    }
    let drive = ConvolvedRows(ConvolvedRows(cells, dilated), [gather], kept: steps.count + 3)
    let (offset, width, channels) = (offset, drive.width, drive.channels)
    var codes: MapRows = MadeRows(width: width, channels: channels, bounds: drive.bounds) { number, row in
      let from = drive.row(number)
      for x in 0..<width {
        for channel in 0..<channels { row[x * channels + channel] = max(from[x * channels + channel] + offset[channel], 0) }
      }
    }
    for step in steps { codes = ConvolvedRows(codes, [step], added: codes, driven: drive) }
    return ConvolvedRows(codes, [dictionary])
  }
}
