internal import ArchiveStore
package import ByteCoding
internal import Crypto
internal import Foundation

/// The key receipts are signed with: a PKCS#8 file (RFC 8410) that only its owner may read, as `openssl genpkey -algorithm ed25519` makes it.
///
/// Losing it loses nothing but the ability to sign: old receipts are checked with the public half, which each of them carries.
package struct SigningKey: Sendable {
  private let secret: [UInt8]
  package let verifying: VerifyingKey
  /// Where it lies.
  package let path: String
  /// True where this call made it.
  package let isNew: Bool

  /// Where keys lie when nobody says otherwise: `$GLASSINE_KEY_FILE`, else `glassine/signing.key` in `$XDG_CONFIG_HOME` or `~/.config`.
  ///
  /// Throws `.misuse` (`key.place`) where there is no home either.
  package static func place(_ environment: [String: String]) throws(Fault) -> String {
    if let named = environment["GLASSINE_KEY_FILE"], !named.isEmpty { return named }
    // A relative XDG_CONFIG_HOME is to be ignored, says its specification.
    if let config = environment["XDG_CONFIG_HOME"], config.hasPrefix("/") { return config + "/glassine/signing.key" }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Fault(.misuse, "key.place", "there is no home folder to keep the signing key in", advice: "name a file with --key")
    }
    return home + "/.config/glassine/signing.key"
  }

  /// The key in a file; made when there is no such file.
  ///
  /// Throws `.environment`, `.misuse` (`key.permissions`, `key.kind`), `.damaged` (`key.form`).
  package static func loadOrMake(_ path: String) throws(Fault) -> SigningKey {
    if let key = try load(path) { return key }
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let name = parts.last.map({ Array($0.utf8) }), name != Array("..".utf8), name != Array(".".utf8) else {
      throw Fault(.misuse, "key.kind", "this is not a file's name", file: path)
    }
    var folderPath = (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
    if folderPath.isEmpty { folderPath = "." }
    try Folder.makeAll(folderPath)
    let folder = try Folder.open(folderPath)
    let secret = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
    let aside = Array(".signing-\([UInt8].random(8).hex).aside".utf8)
    let file = try folder.create(aside, permissions: 0o600)
    do throws(Fault) {
      try file.write(all: Array(PEM.encode(PEM.privatePrefix + secret, label: "PRIVATE KEY").utf8), at: 0)
      try file.synchronize()
      // Never over one that another run has made meanwhile.
      try folder.rename(aside, to: folder, as: name, replacing: false)
      try folder.synchronize()
    } catch {
      try? folder.remove(aside)
      guard error.errno == EEXIST, let key = try load(path) else { throw error }
      return key
    }
    return try SigningKey(secret, path, isNew: true)
  }

  /// Nil where there is no such file.
  private static func load(_ path: String) throws(Fault) -> SigningKey? {
    let file: OpenFile
    do throws(Fault) { file = try OpenFile.reading(following: path) } catch {
      if error.isNotThere { return nil }
      throw error
    }
    let status = try file.status()
    guard status.kind == .file, status.size <= 1 << 16 else {
      throw Fault(.misuse, "key.kind", "this is no file with a key", file: path, advice: "name another file with --key")
    }
    guard status.permissions & 0o077 == 0 else {
      throw Fault(
        .misuse, "key.permissions", "others may read or write the signing key", file: path,
        advice: "if nobody did, take their rights away: chmod 600; else move it away, and a new one is made")
    }
    let text = String(decoding: try file.read(at: 0, upTo: 1 << 16), as: UTF8.self)
    guard let bytes = PEM.decode(text, label: "PRIVATE KEY"), bytes.starts(with: PEM.privatePrefix),
      bytes.count == PEM.privatePrefix.count + 32
    else {
      throw Fault(
        .damaged, "key.form", "this is not an Ed25519 key in PKCS#8 form", file: path,
        advice: "move the file away, and a new key is made; receipts signed before stay good")
    }
    return try SigningKey(Array(bytes.dropFirst(PEM.privatePrefix.count)), path, isNew: false)
  }

  private init(_ secret: [UInt8], _ path: String, isNew: Bool) throws(Fault) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret),
      let verifying = VerifyingKey(bytes: Array(key.publicKey.rawRepresentation))
    else { throw Fault(.damaged, "key.form", "this is not an Ed25519 key", file: path) }
    self.secret = secret
    self.verifying = verifying
    self.path = path
    self.isNew = isNew
  }

  /// 64 bytes. Equal messages give equal signatures.
  package func signature(for message: [UInt8]) throws(Fault) -> [UInt8] {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret), let signature = try? key.signature(for: message) else {
      throw Fault(.misuse, "key.form", "the key does not sign", file: path)
    }
    return Array(signature)
  }
}

extension [UInt8] {
  /// Bytes from the system's generator.
  static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}
