package import ByteCoding

/// The trained networks of one profile file, by slot: FORMAT.md 5.8. A profile's name is the SHA-256 of its bytes.
package struct NetworkProfile: Sendable {
  package let digest: SHA256Digest
  /// Ordered by slot.
  package let networks: [PlaneNetwork]

  private static let magic = Array("GLSPROF1".utf8)
  private static let version: UInt16 = 1
  /// Far more than any profile has.
  private static let mostNetworks = 256

  /// Reads a profile; checks that no sum of any network can leave 32 bits. Throws `.damaged` and `.unsupported`.
  package init(_ bytes: [UInt8]) throws(Fault) {
    do throws(Fault) {
      var reader = ByteReader(bytes)
      guard try reader.read(Self.magic.count).elementsEqual(Self.magic) else {
        throw .damaged("profile.magic", "these bytes are not a profile")
      }
      let version = try reader.u16()
      guard version == Self.version, try reader.u16() == 0 else {
        throw Fault(.unsupported, "profile.version", "a profile of version \(version)", advice: "use a newer version of the program")
      }
      let count = Int(try reader.u32())
      guard (1...Self.mostNetworks).contains(count) else { throw .damaged("profile.networks", "\(count) networks") }
      var networks: [PlaneNetwork] = []
      for _ in 0..<count {
        let network = try PlaneNetwork(from: &reader)
        if let last = networks.last, last.slot >= network.slot {
          throw .damaged("profile.networks", "network \(network.slot) comes after network \(last.slot)")
        }
        networks.append(network)
      }
      guard reader.isAtEnd else { throw .damaged("profile.trailing", "\(reader.remaining) bytes after the last network") }
      self.networks = networks
      digest = SHA256Digest(of: bytes)
    } catch {
      throw error.within("profile")
    }
  }

  /// The network of a slot that takes so many inputs; nil where there is none.
  package func network(slot: Int, rowInputs: Int, serialInputs: Int) -> PlaneNetwork? {
    networks.first { $0.slot == slot && $0.rowInputs == rowInputs && $0.serialInputs == serialInputs }
  }
}
