import ByteCoding
import Foundation
import TestSupport
import Testing

@testable import Receipts

@Suite struct SigningKeyTests {
  @Test func aKeyIsMadeOnceAndOnlyForItsOwner() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("new/folder/signing.key").path
      let made = try SigningKey.loadOrMake(path)
      let again = try SigningKey.loadOrMake(path)
      #expect(made.isNew && !again.isNew && made.verifying == again.verifying)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("new/folder").path) == ["signing.key"])
      let message = Array("text".utf8)
      let signature = try made.signature(for: message)
      #expect(again.verifying.isValid(signature, for: message) && !again.verifying.isValid(signature, for: message + [0]))
      #expect(try SigningKey.loadOrMake(path).signature(for: message) == signature)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
      #expect(throws: Fault.self) { try SigningKey.loadOrMake(path) }
    }
  }

  @Test func whatIsNoKeyIsNeverOverwritten() throws {
    try withTemporaryFolder { folder in
      for (name, text) in [
        ("empty", ""), ("text", "secret notes\n"), ("pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
      ] {
        let path = folder.appendingPathComponent(name).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let fault = #expect(throws: Fault.self) { try SigningKey.loadOrMake(path) }
        #expect(fault?.code == "key.form")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      }
      #expect(throws: Fault.self) { try SigningKey.loadOrMake(folder.path) }
    }
  }

  @Test func keysLieWhereTheEnvironmentSays() throws {
    #expect(try SigningKey.place(["GLASSINE_KEY_FILE": "k", "XDG_CONFIG_HOME": "/c", "HOME": "/h"]) == "k")
    #expect(try SigningKey.place(["XDG_CONFIG_HOME": "/c", "HOME": "/h"]) == "/c/glassine/signing.key")
    #expect(try SigningKey.place(["XDG_CONFIG_HOME": "relative", "HOME": "/h"]) == "/h/.config/glassine/signing.key")
    #expect(throws: Fault.self) { try SigningKey.place([:]) }
  }

  /// RFC 8032, 7.1, tests 1 and 2.
  @Test func signaturesOfTheStandardAreRight() throws {
    let cases = [
      (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
    ]
    for (key, message, signature) in cases {
      let verifying = try #require(VerifyingKey(hex: key))
      let (text, bytes) = (try #require([UInt8](hex: message)), try #require([UInt8](hex: signature)))
      #expect(verifying.isValid(bytes, for: text) && !verifying.isValid(bytes, for: text + [1]))
      #expect(ExpectedKey(key)?.matches(verifying) == true)
      #expect(ExpectedKey(verifying.fingerprint)?.matches(verifying) == true)
      #expect(ExpectedKey(PEM.encode(PEM.publicPrefix + verifying.bytes, label: "PUBLIC KEY"))?.matches(verifying) == true)
      #expect(ExpectedKey(SHA256Digest(of: [2]).bytes.prefix(16).hex)?.matches(verifying) == false)
    }
    for text in ["", "abc", "-----BEGIN PUBLIC KEY-----", String(repeating: "g", count: 64)] { #expect(ExpectedKey(text) == nil) }
  }
}
