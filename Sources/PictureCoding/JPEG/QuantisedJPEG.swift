package import ByteCoding
internal import CJPEG
internal import JPEGReading

/// A JPEG as its encoder left it: quantised coefficients and the tables that scale them; nothing is dequantised, nothing rounded.
package struct QuantisedJPEG: Sendable {
  /// What the planes are.
  package enum Colour: String, Sendable {
    /// One plane.
    case grey
    /// Three planes: luma, blue and red differences (JFIF, ITU-R BT.601 full range).
    case ycc
    /// Three planes, not transformed.
    case rgb
  }

  /// Of the picture in pixels, as it lies in the file.
  package let width: Int
  package let height: Int
  package let colour: Colour
  package let planes: [QuantisedPlane]
  /// The Exif block, a TIFF structure without the segment's mark.
  package let exif: [UInt8]?
  /// The ICC profile, where all of it is there.
  package let icc: [UInt8]?
  /// Exif's, 1...8; 1 where nothing says otherwise.
  package let orientation: Int

  /// Reads a JPEG: baseline, extended or progressive with Huffman codes, 8 bits, one component or three of any sampling.
  ///
  /// What follows the JPEG's end is not looked at. Sizes are checked before memory is taken. Throws `.unsupported` with a code that
  /// says what the file is (`jpeg.none`, `jpeg.cmyk`, `jpeg.arithmetic`, `jpeg.lossless`, `jpeg.hierarchical`, `jpeg.precision`,
  /// `jpeg.components`, `jpeg.height`, `jpeg.sampling`); `.damaged` (`jpeg.truncated`, `jpeg.structure`, `jpeg.incomplete`,
  /// `jpeg.damaged`: any warning of libjpeg); `.overLimit` (`size.limit`, `jpeg.scans`); `.environment` (`jpeg.memory`).
  /// Cost: some 100 megapixels a second; twice two bytes a coefficient while it reads, once afterwards.
  package init(reading bytes: [UInt8], budget: MemoryBudget = .standard) throws(Fault) {
    let source = try JPEGSource(bytes, budget: budget)
    (width, height) = (source.frame.width, source.frame.height)
    (exif, icc) = (source.exif, source.icc)
    orientation = source.exif.flatMap { ExifBlock($0) }?.orientation ?? 1
    (colour, planes) = try JPEGHandle.open(source) { (handle) throws(Fault) -> (Colour, [QuantisedPlane]) in
      try handle.readCoefficients()
      var planes: [QuantisedPlane] = []
      for component in 0..<handle.header.components { planes.append(try QuantisedPlane(handle, component)) }
      switch handle.header.colour {
      case glassine_jpeg_grey: return (.grey, planes)
      case glassine_jpeg_ycc: return (.ycc, planes)
      default: return (.rgb, planes)
      }
    }
  }
}

/// One component of a JPEG.
package struct QuantisedPlane: Sendable {
  /// Samples of the component; the blocks reach beyond them where sides are no multiples of eight.
  package let width: Int
  package let height: Int
  package let blocksWide: Int
  package let blocksHigh: Int
  /// Sampling factors, 1...4.
  package let horizontal: Int
  package let vertical: Int
  /// The quantisation steps, row-major (not zigzag): 64.
  package let table: [UInt16]
  /// Rows of blocks, from the top left; 64 values each, row-major, of -32768...32767.
  package let coefficients: [Int16]

  fileprivate init(_ handle: JPEGHandle, _ component: UInt32) throws(Fault) {
    let description = try handle.describe(component)
    guard description.complete != 0 else {
      throw JPEGSource.damaged("jpeg.incomplete", "the file has no scan for component \(component + 1)")
    }
    (width, height) = (Int(description.width), Int(description.height))
    (blocksWide, blocksHigh) = (Int(description.blocks_wide), Int(description.blocks_high))
    (horizontal, vertical) = (Int(description.horizontal), Int(description.vertical))
    table = withUnsafeBytes(of: description.table) { Array($0.bindMemory(to: UInt16.self)) }
    coefficients = try handle.coefficients(component, count: blocksWide * blocksHigh * 64)
  }
}
