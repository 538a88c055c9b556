internal import SensorModel

/// How samples lie in the file: bits without gaps, most significant first, each row starting on a byte; or whole words.
struct SamplePacking {
  /// Bits of a stored sample, 8...16; 16 means words in the file's byte order.
  let bits: Int
  let bigEndian: Bool
  /// What fills the last byte of a row, in its low bits.
  let rowFill: UInt8

  /// Bytes of one row.
  func rowBytes(_ width: Int) -> Int { (width * bits + 7) / 8 }

  /// Appends `width` samples starting at `column` of a row; what lies beyond the mosaic's edge repeats the last sample or is 0.
  func append(_ mosaic: Mosaic, row: Int, column: Int, width: Int, repeatingEdge: Bool, to bytes: inout [UInt8]) {
    mosaic.samples.withUnsafeBufferPointer { samples in
      let start = min(row, mosaic.height - 1) * mosaic.width
      let blank = row >= mosaic.height && !repeatingEdge
      func sample(_ index: Int) -> UInt32 {
        let here = column + index
        if blank || (here >= mosaic.width && !repeatingEdge) { return 0 }
        return UInt32(samples[start + min(here, mosaic.width - 1)])
      }
      if bits == 16 {
        for index in 0..<width {
          let value = sample(index)
          let (high, low) = (UInt8(value >> 8), UInt8(value & 0xFF))
          bytes.append(bigEndian ? high : low)
          bytes.append(bigEndian ? low : high)
        }
        return
      }
      var held: UInt32 = 0
      var heldBits = 0
      for index in 0..<width {
        held = held << UInt32(bits) | sample(index)
        heldBits += bits
        while heldBits >= 8 {
          heldBits -= 8
          bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(heldBits)))
        }
        held &= (1 << UInt32(heldBits)) - 1
      }
      if heldBits > 0 {
        let free = UInt32(8 - heldBits)
        bytes.append(UInt8(truncatingIfNeeded: held << free) | rowFill & UInt8((1 << free) - 1))
      }
    }
  }
}
