internal import SensorModel

/// The Huffman coded strips of Sony's first cameras, bit by bit as they are described: plain and slow.
struct SonyHuffmanSums {
  /// The strip, its last byte filled with ones.
  let bytes: [UInt8]

  /// Codes samples of twelve bits; the number of rows is even.
  init(_ mosaic: Mosaic) {
    precondition(mosaic.height % 2 == 0, "rows come in pairs")
    var bytes: [UInt8] = []
    var (held, heldBits) = (0, 0)
    func add(_ value: Int, _ count: Int) {
      held = held << count | value
      heldBits += count
      while heldBits >= 8 {
        heldBits -= 8
        bytes.append(UInt8(held >> heldBits & 0xFF))
        held &= 1 << heldBits - 1
      }
    }
    var before = 0
    for column in (0..<mosaic.width).reversed() {
      for row in Array(stride(from: 0, to: mosaic.height, by: 2)) + Array(stride(from: 1, to: mosaic.height, by: 2)) {
        let sample = Int(mosaic.samples[row * mosaic.width + column])
        let difference = sample - before
        before = sample
        var size = 0
        while abs(difference) >= 1 << size { size += 1 }
        switch size {
        case 0: add(0b011, 3)
        case 1: add(0b11, 2)
        case 2: add(0b10, 2)
        case 3: add(0b010, 3)
        default: add(1, size - 1)
        }
        add(difference < 0 ? difference + 1 << size - 1 : difference, size)
      }
    }
    if heldBits > 0 { add(1 << (8 - heldBits) - 1, 8 - heldBits) }
    self.bytes = bytes
  }
}
