/// The field types of TIFF 6.0 and BigTIFF.
package enum TIFFFieldType: UInt16, Hashable, Sendable {
  case byte = 1
  case ascii
  case short
  case long
  case rational
  case signedByte
  case undefined
  case signedShort
  case signedLong
  case signedRational
  case float
  case double
  case directory
  case long8 = 16
  case signedLong8
  case directory8

  /// Bytes of one value.
  package var size: Int {
    switch self {
    case .byte, .ascii, .signedByte, .undefined: 1
    case .short, .signedShort: 2
    case .long, .signedLong, .float, .directory: 4
    case .rational, .signedRational, .double, .long8, .signedLong8, .directory8: 8
    }
  }
}
