import ArchiveStore
import ArgumentParser
import ByteCoding
import Foundation
import Receipts
import Reporting

/// `glassine verify-receipt`
struct VerifyReceiptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-receipt",
    abstract: "Check a receipt: that it is what was signed, by whom, and that the archive still agrees.",
    discussion: """
      A receipt is a signed text, one line a file: what the file was, what is kept of it, and what was proved in that run. This command
      checks its structure, its counts, its digest and its Ed25519 signature. A changed byte is always found.

      A signature says that the holder of the key made the receipt. Whose key that is it can not say: anyone can make one. Give the key you
      expect with --public-key; without it the fingerprint is printed, for comparing with the one that archive printed when it made the key.

      With --archive each unit of the receipt is looked at, in three levels, each holding the ones before:

        signature   the unit is there, and its record has the size, digest, tier and version that are stated
        fixity      every byte of the unit against the digest that is stated (the default with --archive)
        restore     the original rebuilt and compared with the digest that is stated

      and the receipts before it are followed back to the archive's first. Exit status 0: all is as stated; 20: the receipt is not what was
      signed, another key signed it, or the archive differs; 21: it needs a newer version; 10: there is no archive.
      """)

  @Argument(help: "The receipt: ARCHIVE/receipts/NUMBER.jsonl, or a copy of it.", completion: .file(extensions: ["jsonl"]))
  var receipt: String

  @Option(help: ArgumentHelp("The archive to hold it against.", valueName: "archive"), completion: .directory)
  var archive: String?

  @Option(
    help: ArgumentHelp(
      "The key that must have signed it: 64 hexadecimal digits, a fingerprint, or a file with either or with a PEM public key.",
      valueName: "key"))
  var publicKey: String?

  @Option(help: ArgumentHelp("signature, fixity or restore.", valueName: "level"))
  var level: Level?

  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Level: String, ExpressibleByArgument, CaseIterable { case signature, fixity, restore }

  func validate() throws {
    if let level, level != .signature, archive == nil { throw ValidationError("--level \(level.rawValue) needs --archive") }
    if let publicKey, Self.expected(publicKey) == nil {
      throw ValidationError("--public-key takes 64 hexadecimal digits, a fingerprint, or a file that holds a public key")
    }
  }

  private static func expected(_ text: String) -> ExpectedKey? {
    if let key = ExpectedKey(text) { return key }
    guard let file = try? OpenFile.reading(following: text), let bytes = try? file.read(at: 0, upTo: 1 << 16) else { return nil }
    return ExpectedKey(String(decoding: bytes, as: UTF8.self))
  }

  func run() throws {
    let level = level ?? (archive == nil ? .signature : .fixity)
    try Session(output).run { control throws(Fault) in
      // Opened first: a wrong name for the archive is said at once.
      let opened: Archive?
      if let archive { opened = try Archive.open(archive) } else { opened = nil }
      let file = try OpenFile.reading(following: receipt)
      let summary = try ReceiptFile.read(file)
      let expected = publicKey.flatMap(Self.expected)
      let isExpected = expected.map { $0.matches(summary.key) }
      if isExpected == false {
        control.report(
          .finding(Finding(kind: .statement, file: receipt, detail: "signed by another key, fingerprint \(summary.key.fingerprint)")))
      }
      var counts = ReceiptCheckSummary()
      if let opened {
        let check = ReceiptCheck(opened, level: .init(rawValue: level.rawValue) ?? .fixity, jobs: jobs.jobs, control: control)
        counts = try check.run(file, summary)
      }
      return ReceiptOutcome(
        receipt: receipt, archive: archive, level: level.rawValue, summary: summary, counts: counts, isExpected: isExpected
      )
      .outcome
    }
  }
}
