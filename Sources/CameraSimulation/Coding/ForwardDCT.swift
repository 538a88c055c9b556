/// The discrete cosine transform of T.81 annex A, in integers.
enum ForwardDCT {
  /// Where the k-th coefficient of a scan lies in a block's rows.
  static let zigzag: [Int] = {
    var places: [Int] = []
    for diagonal in 0..<15 {
      let rows = max(0, diagonal - 7)...min(diagonal, 7)
      // Diagonals of even number go up.
      for row in diagonal % 2 == 0 ? Array(rows.reversed()) : Array(rows) { places.append(row * 8 + diagonal - row) }
    }
    return places
  }()

  /// cos(k * pi / 16) in 4096ths.
  private static let cosines = [4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0]

  /// (frequency, place): the transform's factors in 4096ths; the first row has the root of one half.
  private static let factors: [[Int]] = (0..<8).map { frequency in
    (0..<8).map { place in
      guard frequency > 0 else { return cosines[4] }
      let turn = (2 * place + 1) * frequency % 32
      return switch turn {
      case 0...8: cosines[turn]
      case 9...16: -cosines[16 - turn]
      case 17...24: -cosines[turn - 16]
      default: cosines[32 - turn]
      }
    }
  }

  /// The quantized coefficients of a block of 64 samples around 0, row by row.
  static func quantized(_ block: [Int], steps: [Int]) -> [Int] {
    var columns = [Int](repeating: 0, count: 64)
    for row in 0..<8 {
      for frequency in 0..<8 {
        var sum = 0
        for place in 0..<8 { sum += block[row * 8 + place] * factors[frequency][place] }
        columns[row * 8 + frequency] = sum
      }
    }
    return (0..<64).map { index in
      let (down, across) = (index / 8, index % 8)
      var sum = 0
      for row in 0..<8 { sum += columns[row * 8 + across] * factors[down][row] }
      let divisor = steps[index] << 26
      return sum < 0 ? -((-sum + divisor / 2) / divisor) : (sum + divisor / 2) / divisor
    }
  }
}
