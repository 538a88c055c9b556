import Proofs

/// What scripts hear of proofs.
enum StatusFields {
  /// Counts within each window: `30`, `90`, `365` days and `ever`; and what was never proved.
  static func coverage(_ coverage: ProofCoverage) -> [String: JSONFields.Value] {
    var windows: [String: JSONFields.Value] = [:]
    for window in coverage.windows {
      windows[window.days.map(String.init) ?? "ever"] = .object([
        "structure": .number(Int64(window.structure)), "fixity": .number(Int64(window.fixity)), "restore": .number(Int64(window.restore)),
      ])
    }
    var fields: [String: JSONFields.Value] = [
      "files": .number(Int64(coverage.files)), "units": .number(Int64(coverage.units)), "provedWithinDays": .object(windows),
      "neverFixity": .number(Int64(coverage.neverFixity)), "neverRestore": .number(Int64(coverage.neverRestore)),
      "damaged": .number(Int64(coverage.damaged)), "unknownTime": .number(Int64(coverage.unknownTime)),
    ]
    if let time = coverage.oldestFixity { fields["oldestFixity"] = .text("\(time)") }
    if let time = coverage.oldestRestore { fields["oldestRestore"] = .text("\(time)") }
    return fields
  }
}
