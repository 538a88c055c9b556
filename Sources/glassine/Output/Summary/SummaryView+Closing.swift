import Receipts
import Reporting

extension SummaryView {
  /// Receipts that were written, originals that are gone, and those that stay with what to do about it.
  func closing(_ closing: ArchiveClosing.Result, _ summary: RunSummary) -> String {
    var text = ""
    for receipt in closing.receipts {
      text += "Receipt \(receipt.number): \(summary.archive.printable)/\(receipt.path)"
      text += receipt.copy.map { ", and \($0.printable)\n" } ?? "\n"
    }
    if !closing.receipts.isEmpty, let fingerprint = closing.keyFingerprint { text += "signed with key \(fingerprint)\n" }
    if let path = closing.newKey {
      text += """
        The key was made just now: \(path.printable)
        Write its fingerprint down, for verify-receipt --public-key. Losing the key loses nothing but the ability to sign with it.

        """
    }
    guard closing.asksForRemoval else { return text }
    if !text.isEmpty { text += "\n" }
    return text + originals(summary)
  }

  private func originals(_ summary: RunSummary) -> String {
    let tally = summary.tally
    var text = ""
    if tally.wouldBeRemoved.files > 0 {
      text += "Would be removed, once proved by a process of its own: \(Self.amount(tally.wouldBeRemoved))\n"
    } else if summary.operation != .archive(dryRun: true) {
      text += "Originals removed, each proved first: \(Self.amount(tally.removed))\n"
    }
    let reasons = tally.kept.sorted { ($1.value.sum.files, $0.key) < ($0.value.sum.files, $1.key) }
    guard !reasons.isEmpty else { return text }
    text += "Originals that stay\n"
    for (code, reason) in reasons {
      text += "  \(HumanNumber.count(reason.sum.files, "file")): \(reason.text.printable)\n"
      if let advice = Self.advice(code, archive: Self.quoted(summary.archive)) { text += "    \(advice)\n" }
    }
    return text
  }

  private static func amount(_ sum: Tally.Sum) -> String {
    sum.files == 0 ? "none" : "\(HumanNumber.count(sum.files, "file")), \(HumanNumber.bytes(sum.originalBytes))"
  }

  /// What can be done so that the next run may remove such a file.
  private static func advice(_ code: String, archive: String) -> String? {
    switch code {
    case "remove.no-cover":
      "make parity with: glassine protect \(archive)    or a second copy with: glassine mirror \(archive) COPY    and name it: --second-copy COPY"
    case "remove.sensor-exact": "archive again without --keep mosaic"
    case "remove.unproved": "see what is damaged: glassine audit \(archive) --level restore"
    case "remove.source-changed": "archive again with --checksum: what changed becomes a new version"
    case "remove.unarchived": "without --dry-run they will be"
    default: nil
    }
  }
}
