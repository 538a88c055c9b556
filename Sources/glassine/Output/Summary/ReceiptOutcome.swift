import Receipts

/// How the check of a receipt ended.
struct ReceiptOutcome {
  let receipt: String
  let archive: String?
  let level: String
  let summary: ReceiptSummary
  let counts: ReceiptCheckSummary
  /// Nil where no key was expected.
  let isExpected: Bool?

  private var isSound: Bool { counts.findings == 0 && isExpected != false && counts.isComplete }

  var outcome: RunOutcome {
    let (header, end) = (summary.header, summary.end)
    var outcome = RunOutcome(
      operation: "verify-receipt", archive: archive ?? "",
      headline: "Receipt \(header.number) of archive \(header.archive.prefix(8)), \(header.began)", verdict: verdict)
    outcome.mood = isSound ? (isExpected == nil ? .warning : .good) : .bad
    outcome.rows = rows
    if header.operation == .removeOriginals {
      outcome.details.append("It states which originals were removed, and what was proved before.")
    }
    if !end.complete {
      let why = end.interrupted ? "it was interrupted" : end.reason ?? "it failed"
      outcome.details.append("The run it states did not come to its end: \(why). What it lists is archived.")
    }
    if isExpected == nil {
      outcome.details.append("No key was expected: anyone could have made this key. Compare the fingerprint, or give --public-key.")
    }
    if isSound, archive == nil {
      outcome.next = "glassine verify-receipt \(SummaryView.quoted(receipt)) --archive ARCHIVE    holds it against the archive"
    } else if counts.findings > 0, let archive {
      outcome.next = "glassine audit \(SummaryView.quoted(archive))    says more about what is damaged"
    }
    outcome.fields = fields
    outcome.isInterrupted = !counts.isComplete
    outcome.exitStatus = counts.findings > 0 || isExpected == false ? .damageFound : counts.isComplete ? .good : .interrupted
    return outcome
  }

  private var verdict: String {
    if isExpected == false { return "It is signed, but by another key than the one expected." }
    if counts.findings > 0 { return "The signature is right, but \(HumanNumber.count(counts.findings, "finding")) contradict it." }
    if !counts.isComplete { return "The signature is right; the archive was not looked through to the end." }
    switch (archive, level) {
    case (nil, _): return "Whole, and signed by the key it names."
    case (_, "signature"): return "Signed, and every unit is there with the record that is stated."
    case (_, "restore"): return "Signed, and every original was rebuilt as stated."
    default: return "Signed, and every unit has the digest that is stated."
    }
  }

  private var rows: [(name: String, value: String)] {
    var rows = summary.end.counts.sorted { $0.key < $1.key }.map { (name: "stated: \($0.key)", value: HumanNumber.count($0.value)) }
    rows.append(("bytes of originals", HumanNumber.bytes(summary.end.bytes)))
    if archive != nil {
      rows.append(("units looked at", HumanNumber.count(counts.units)))
      if level != "signature" { rows.append(("read whole", HumanNumber.count(counts.unitsRead))) }
      if level == "restore" { rows.append(("originals rebuilt", HumanNumber.count(counts.unitsRebuilt))) }
      rows.append(("receipts before it", HumanNumber.count(counts.receiptsBefore)))
    }
    rows.append(("source", summary.header.source))
    rows.append(("key", summary.key.fingerprint))
    return rows
  }

  private var fields: [String: JSONFields.Value] {
    let header = summary.header
    var fields: [String: JSONFields.Value] = [
      "receipt": .text(receipt), "level": .text(level), "number": .number(Int64(header.number)), "archiveIdentity": .text(header.archive),
      "statedOperation": .text(header.operation.rawValue), "began": .text(header.began), "ended": .text(summary.end.ended),
      "complete": .flag(summary.end.complete), "publicKey": .text(summary.key.hex), "fingerprint": .text(summary.key.fingerprint),
      "source": .text(header.source), "counts": .object(summary.end.counts.mapValues { .number(Int64($0)) }),
      "originalBytes": .number(summary.end.bytes), "findings": .number(Int64(counts.findings + (isExpected == false ? 1 : 0))),
    ]
    if let isExpected { fields["keyExpected"] = .flag(isExpected) }
    if archive != nil {
      fields["units"] = .number(Int64(counts.units))
      fields["unitsRead"] = .number(Int64(counts.unitsRead))
      fields["unitsRebuilt"] = .number(Int64(counts.unitsRebuilt))
      fields["receiptsBefore"] = .number(Int64(counts.receiptsBefore))
    }
    return fields
  }
}
