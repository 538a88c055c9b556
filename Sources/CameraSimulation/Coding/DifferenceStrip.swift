/// A strip as Nikon and Pentax compress it: differences to the sample two columns to the left, the first two of a row to those two
/// rows above, as codes of sizes followed by bits. No markers, no stuffing.
struct DifferenceStrip {
  let width: Int
  let code: SizeCode
  /// From this row on another code, which drops bits; 0 for none.
  var splitRow = 0
  var splitCode: SizeCode?
  /// What the first two samples of rows 0 and 1 are differences to.
  var predictors = [0, 0, 0, 0]

  /// The strip, and its samples as coded: where bits are dropped, near the wanted ones.
  func encoded(_ wanted: [Int]) -> (bytes: [UInt8], samples: [Int]) {
    var packer = BitPacker(stuffsZeros: false)
    var samples: [Int] = []
    samples.reserveCapacity(wanted.count)
    for (index, value) in wanted.enumerated() {
      let (row, column) = (index / width, index % width)
      let prediction: Int
      if column >= 2 {
        prediction = samples[index - 2]
      } else {
        prediction = row >= 2 ? samples[index - 2 * width] : predictors[row * 2 + column]
      }
      let code = splitRow > 0 && row >= splitRow ? splitCode ?? code : code
      samples.append(prediction + Self.write(value - prediction, code, to: &packer))
    }
    packer.finish(withOnes: false)
    return (packer.bytes, samples)
  }

  /// Writes a difference and gives the one a reader sees.
  private static func write(_ difference: Int, _ code: SizeCode, to packer: inout BitPacker) -> Int {
    let size = differenceSize(difference)
    let dropped = code.dropped[size]
    let prefix = code.code[code.symbol(size)]
    packer.append(prefix.bits, count: prefix.length)
    guard dropped > 0 else {
      packer.append(difference: difference, size: size)
      return difference
    }
    // Of a negative difference 2^size is added, and the highest bit has to be 0; the reader takes the middle of what is possible.
    let number = difference < 0 ? min(difference + (1 << size), (1 << (size - 1)) - 1) : difference
    packer.append(number >> dropped, count: size - dropped)
    return ((number >> dropped) << dropped) + (1 << (dropped - 1)) - (difference < 0 ? 1 << size : 0)
  }
}
