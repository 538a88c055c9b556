import ArgumentParser
import ByteCoding
import Foundation
import Receipts

/// What `archive` takes for receipts and the removal of originals.
struct ReceiptOptions: ParsableArguments {
  @Flag(
    help:
      "Write a signed receipt of this run into receipts/ of the archive: every file with its digests, and what was proved. See verify-receipt."
  )
  var receipt = false

  @Option(
    help: ArgumentHelp("Put a copy of the receipt into this folder, too; best on another drive.", valueName: "folder"),
    completion: .directory)
  var receiptTo: String?

  @Option(
    help: ArgumentHelp(
      "The key to sign with, made when it is not there. Otherwise $GLASSINE_KEY_FILE, or glassine/signing.key in the configuration folder.",
      valueName: "file"), completion: .file())
  var key: String?

  @Flag(
    help:
      "Remove each source file once it is proved that it can be had back: see above. Whatever is not proved stays, and the summary says why."
  )
  var deleteOriginals = false

  @Option(
    help: ArgumentHelp(
      "A second copy of the archive; counts for --delete-originals where each unit in it is read and right.", valueName: "folder"),
    completion: .directory)
  var secondCopy: String?

  var wantsReceipt: Bool { receipt || receiptTo != nil }

  func validate() throws {
    if secondCopy != nil && !deleteOriginals { throw ValidationError("--second-copy belongs to --delete-originals") }
    if key != nil && !wantsReceipt { throw ValidationError("--key belongs to --receipt") }
  }

  /// The key, found or made before the run begins; nil where none is needed.
  func signingKey() throws(Fault) -> SigningKey? {
    guard wantsReceipt else { return nil }
    let path: String
    if let key { path = key } else { path = try SigningKey.place(ProcessInfo.processInfo.environment) }
    return try SigningKey.loadOrMake(path)
  }
}
