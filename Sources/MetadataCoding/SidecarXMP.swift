package import ByteCoding
internal import CExiv2
package import ShotMetadata

/// The XMP sidecar of a shot, as darktable, digiKam and Lightroom read it.
package enum SidecarXMP {
  /// The namespace of Glassine's own properties.
  package static let namespace = "https://ns.glassine.dev/1.0/"

  /// An XMP document: the file's own embedded packet, completed from what is known of the shot.
  ///
  /// `glassine` are properties of Glassine's own namespace (`originalFileName`, `sha256`, `tier`); names must be letters and digits.
  /// An embedded packet that is not well formed is left out. The same arguments give the same bytes. Throws `misuse`
  /// (`sidecar.property`) for a name that is none, and `damaged` (`sidecar.xmp`) where the XMP toolkit refuses.
  package static func packet(
    facts: ShotFacts, metadata: MetadataBlock, glassine: [String: String]
  ) throws(Fault) -> [UInt8] {
    for name in glassine.keys {
      guard let first = name.utf8.first, isLetter(first), name.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) }) else {
        throw Fault(.misuse, "sidecar.property", "\(name) cannot name an XMP property")
      }
    }
    var properties = SidecarProperty.all(of: facts, metadata)
    for (name, text) in glassine.sorted(by: { $0.key < $1.key }) {
      properties.append(SidecarProperty("Xmp.glassine.\(name)", text, replaces: true))
    }
    return try Exiv2.alone { () throws(Fault) -> [UInt8] in
      try serialise(properties, embedded: isSafe(metadata.xmp) ? metadata.xmp ?? [] : [])
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

  /// Packets that declare entities can make a parser grow without bound; XMP forbids them.
  private static func isSafe(_ packet: [UInt8]?) -> Bool {
    guard let packet, packet.count <= 16 << 20 else { return false }
    let forbidden = [Array("<!DOCTYPE".utf8), Array("<!ENTITY".utf8)]
    return packet.withUnsafeBufferPointer { bytes in
      for start in bytes.indices where bytes[start] == 0x3C {
        for word in forbidden where word.count <= bytes.count - start {
          if word.indices.allSatisfy({ bytes[start + $0] == word[$0] }) { return false }
        }
      }
      return true
    }
  }

  private static func serialise(_ properties: [SidecarProperty], embedded: [UInt8]) throws(Fault) -> [UInt8] {
    var handle: OpaquePointer?
    let begun = Exiv2.call { message, capacity in
      embedded.withUnsafeBufferPointer {
        glassine_xmp_begin($0.baseAddress, $0.count, "glassine", namespace, &handle, message, capacity)
      }
    }
    defer { glassine_xmp_free(handle) }
    guard begun.code == glassine_exiv2_done, let handle else { throw refusal(begun.message) }
    for property in properties {
      let outcome = Exiv2.call { message, capacity in
        glassine_xmp_set(handle, property.key, property.form.code, property.text, property.replaces ? 1 : 0, message, capacity)
      }
      guard outcome.code == glassine_exiv2_done else { throw refusal(outcome.message).within(property.key) }
    }
    var start: UnsafePointer<UInt8>?
    var size = 0
    let finished = Exiv2.call { message, capacity in glassine_xmp_finish(handle, &start, &size, message, capacity) }
    guard finished.code == glassine_exiv2_done, let start else { throw refusal(finished.message) }
    return Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8) + Array(UnsafeBufferPointer(start: start, count: size))
  }

  private static func refusal(_ message: String) -> Fault {
    .damaged("sidecar.xmp", "the XMP toolkit refuses: \(message)")
  }
}

extension SidecarProperty.Form {
  fileprivate var code: Int32 {
    switch self {
    case .text: Int32(glassine_xmp_text)
    case .sequence: Int32(glassine_xmp_sequence)
    case .defaultLanguage: Int32(glassine_xmp_default_language)
    }
  }
}
