import ArchiveStore
import ByteCoding
import Protection

/// What an archive's parity comes to, as far as `status` can tell without reading it.
struct ParitySummary: Sendable {
  let exists: Bool
  /// For a person.
  let text: String
  /// For a script.
  let fields: [String: JSONFields.Value]

  init(_ archive: Archive) {
    let status: ProtectionStatus?
    do throws(Fault) {
      status = try ProtectionStatus(archive)
    } catch {
      (exists, fields, text) = (true, [:], "cannot be read: \(error.cause)")
      return
    }
    guard let status else {
      (exists, fields, text) = (false, [:], "none: glassine protect \(SummaryView.quoted(archive.root.path))")
      return
    }
    exists = true
    let share = HumanNumber.percent(Double(status.parityBytes), of: Double(status.coveredBytes))
    var text = "\(HumanNumber.bytes(status.parityBytes)) (\(share)), covers \(HumanNumber.count(status.coveredFiles, "file"))"
    if status.uncoveredFiles > 0 { text += "; \(HumanNumber.count(status.uncoveredFiles)) without: glassine protect" }
    if status.damagedSets > 0 { text += "; \(HumanNumber.count(status.damagedSets, "set")) damaged: glassine repair" }
    self.text = text
    fields = [
      "paritySets": .number(Int64(status.sets)), "parityBytes": .number(status.parityBytes),
      "coveredFiles": .number(Int64(status.coveredFiles)), "uncoveredFiles": .number(Int64(status.uncoveredFiles)),
      "coveredBytes": .number(status.coveredBytes), "parityOverhead": .number(Int64(status.overhead)),
      "damagedParitySets": .number(Int64(status.damagedSets)),
    ]
  }
}
