internal import ByteCoding
internal import LosslessJPEG

extension TileFill {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .zero: writer.u8(0)
    case .nearest: writer.u8(1)
    case .sameColour: writer.u8(2)
    case .samples(let samples):
      writer.u8(3)
      for sample in samples { writer.u16(sample) }
    }
  }

  /// Reads what `write` wrote: the fill of a tile with `count` places outside the mosaic.
  init(parsing reader: inout ByteReader, count: Int) throws(Fault) {
    switch try reader.u8() {
    case 0: self = .zero
    case 1: self = .nearest
    case 2: self = .sameColour
    case 3:
      guard count <= reader.remaining / 2 else { throw .damaged("recipe.values", "the samples that fill a tile are missing") }
      var samples: [UInt16] = []
      samples.reserveCapacity(count)
      for _ in 0..<count { samples.append(try reader.u16()) }
      self = .samples(samples)
    default: throw .unsupported("recipe.newer", "this program does not know this filling of tiles")
    }
  }
}
