package import ByteCoding

/// What a JPEG's frame header says (ITU-T T.81, B.2.2).
package struct JPEGFrame: Hashable, Sendable {
  /// One component: its identifier, and its sampling factors, 1...4 in files that follow the standard.
  package struct Component: Hashable, Sendable {
    package let identifier: UInt8
    package let horizontal: Int
    package let vertical: Int
    package let quantization: UInt8
  }

  /// The second byte of the frame's marker, `0xC0`...`0xCF`.
  package let marker: UInt8
  /// Bits of a sample.
  package let precision: Int
  package let width: Int
  /// Zero where a later DNL segment says it.
  package let height: Int
  package let components: [Component]

  /// The payload of a frame segment; nil where it is not one.
  init?(marker: UInt8, _ bytes: ArraySlice<UInt8>) {
    guard bytes.count >= 6 else { return nil }
    let at = bytes.startIndex
    let count = Int(bytes[at + 5])
    guard bytes.count == 6 + 3 * count, count > 0 else { return nil }
    self.marker = marker
    precision = Int(bytes[at])
    height = Int(bytes[at + 1]) << 8 | Int(bytes[at + 2])
    width = Int(bytes[at + 3]) << 8 | Int(bytes[at + 4])
    guard width > 0 else { return nil }
    components = (0..<count).map { index in
      let place = at + 6 + 3 * index
      return Component(
        identifier: bytes[place], horizontal: Int(bytes[place + 1] >> 4), vertical: Int(bytes[place + 1] & 15),
        quantization: bytes[place + 2])
    }
    guard components.allSatisfy({ $0.horizontal > 0 && $0.vertical > 0 }) else { return nil }
  }

  package var isProgressive: Bool { marker == 0xC2 }
  /// Lossless (process 14), as raw streams are: not a picture to transcode.
  package var isLossless: Bool { [0xC3, 0xC7, 0xCB, 0xCF].contains(marker) }

  /// Why a transcoder of pictures cannot take the frame; nil where it may. The faults are `.unsupported`, their codes `jpeg.…`.
  package var refusal: Fault? {
    switch marker {
    case 0xC0, 0xC1, 0xC2: break
    case 0xC3, 0xC7, 0xCB, 0xCF: return .unsupported("jpeg.lossless", "a lossless JPEG")
    case 0xC5, 0xC6, 0xCD, 0xCE: return .unsupported("jpeg.hierarchical", "a hierarchical JPEG")
    default: return .unsupported("jpeg.arithmetic", "a JPEG with arithmetic coding")
    }
    guard precision == 8 else { return .unsupported("jpeg.precision", "a JPEG of \(precision) bits a sample") }
    guard height > 0 else { return .unsupported("jpeg.height", "a JPEG that says its height after its samples") }
    guard components.count == 1 || components.count == 3 else {
      return .unsupported("jpeg.components", "a JPEG of \(components.count) components")
    }
    guard components.allSatisfy({ $0.horizontal <= 2 && $0.vertical <= 2 }) else {
      return .unsupported("jpeg.sampling", "a JPEG with sampling factors above 2")
    }
    return nil
  }
}
