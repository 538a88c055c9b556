import Reporting

/// Pictures of what is damaged: by kind, by folder, and inside units.
struct DamagePictures: Sendable {
  /// Rows of each picture at most.
  static let mostRows = 24
  private static let mostMarks = 30

  let findings: [Finding]
  /// Files in each folder, for shares; folders without findings too.
  let folders: FolderCounts

  /// All pictures as HTML; nothing where nothing was found.
  var html: String {
    guard !findings.isEmpty else { return "" }
    return [kinds, byFolder, inUnits].compactMap { $0 }.map { "<h3>\(Markup.escape($0.title))</h3>\n\($0.figure)" }.joined(separator: "\n")
  }

  private var kinds: ReportPicture {
    let counts = findings.reduce(into: [Finding.Kind: Int]()) { $0[$1.kind, default: 0] += 1 }
    let kinds = Finding.Kind.allCases.filter { counts[$0] != nil }
    let most = max(1, counts.values.max() ?? 1)
    var content = ""
    for (number, kind) in kinds.enumerated() {
      let (count, top) = (counts[kind] ?? 0, Double(number) * 32)
      // Even one finding among thousands has to be seen.
      let width = max(4, 400 * Double(count) / Double(most))
      content += ReportPicture.text(EventLine.word(kind), 0, top + 17)
      content += ReportPicture.bar(kind == .newer ? "fill-part" : "fill-bad", 210, top + 4, width, 18, round: 4)
      content += ReportPicture.text(HumanNumber.count(count), 222 + width, top + 17, "value")
    }
    let words = kinds.map { "\(HumanNumber.count(counts[$0] ?? 0)) \(EventLine.word($0))" }.joined(separator: ", ")
    return ReportPicture(
      name: "kinds", title: "Findings by kind", description: "\(words).", height: Double(kinds.count) * 32, content: content,
      head: ["Kind", "Findings", "Meaning"],
      rows: kinds.map { [EventLine.word($0), HumanNumber.count(counts[$0] ?? 0), AuditOutcome.meaning(of: $0)] })
  }

  /// The share of each folder's files that have findings, the worst first.
  private var byFolder: ReportPicture {
    var damaged: [String: Set<String>] = [:]
    for finding in findings { damaged[folders.folder(of: finding.file), default: []].insert(finding.file) }
    let rows = damaged.map { (name: $0.key, damaged: $0.value.count, files: max($0.value.count, folders.counts[$0.key] ?? 0)) }
      .sorted { ($1.damaged, $0.name) < ($0.damaged, $1.name) }
    let shown = rows.prefix(Self.mostRows)
    var content = ""
    for (number, row) in shown.enumerated() {
      let top = Double(number) * 28
      content += ReportPicture.text(row.name.shortened(to: 30), 0, top + 15)
      content += ReportPicture.bar("track", 280, top + 3, 330, 16, round: 3)
      content += ReportPicture.bar("fill-bad", 280, top + 3, max(4, 330 * Double(row.damaged) / Double(max(1, row.files))), 16, round: 3)
      content += ReportPicture.text("\(HumanNumber.count(row.damaged)) of \(HumanNumber.count(row.files))", 620, top + 15, "value")
    }
    let rest = rows.count - shown.count
    return ReportPicture(
      name: "folders", title: "Where the findings are",
      description:
        "Files with findings in \(HumanNumber.count(rows.count, "folder")) of \(HumanNumber.count(max(rows.count, folders.counts.count))), "
        + "as a share of each folder's files\(rest > 0 ? "; the \(shown.count) with most are shown" : "").",
      height: Double(shown.count) * 28, content: content, head: ["Folder", "Files with findings", "Files"],
      rows: shown.map { [Markup.escape($0.name), HumanNumber.count($0.damaged), HumanNumber.count($0.files)] })
  }

  /// Damaged sections and tiles of units, one mark each.
  private var inUnits: ReportPicture? {
    let byUnit = Dictionary(grouping: findings.filter { $0.section != nil }, by: \.file).sorted { $0.key < $1.key }
    guard !byUnit.isEmpty else { return nil }
    let shown = byUnit.prefix(Self.mostRows).map { unit in
      (path: unit.key, name: unit.value.first?.original ?? unit.key, places: Self.places(unit.value))
    }
    var content = ""
    for (number, unit) in shown.enumerated() {
      let top = Double(number) * 28
      content += ReportPicture.text(unit.name.shortened(to: 30), 0, top + 15)
      for (place, mark) in unit.places.prefix(Self.mostMarks).enumerated() {
        content += "<g><title>\(Markup.escape(mark.text))</title>"
        content += ReportPicture.bar(mark.isTile ? "fill-part" : "fill-bad", 280 + Double(place) * 13, top + 3, 10, 16) + "</g>\n"
      }
      content += ReportPicture.text(HumanNumber.count(unit.places.count), 690, top + 15, "value")
    }
    content += ReportPicture.legend(
      [("fill-bad", "a section"), ("fill-part", "one tile of a plane")], x: 280, y: Double(shown.count) * 28 + 16)
    return ReportPicture(
      name: "places", title: "Damaged places inside units",
      description: "One mark a damaged section or tile, in \(HumanNumber.count(byUnit.count, "unit"))"
        + "\(byUnit.count > shown.count ? "; \(shown.count) are shown" : ""). What is not marked has its digest.",
      height: Double(shown.count) * 28 + 28, content: content, head: ["Unit", "Damaged places"],
      rows: shown.map { unit in
        let more = unit.places.count - Self.mostMarks
        let places = unit.places.prefix(Self.mostMarks).map { Markup.escape($0.text) }.joined(separator: "; ")
        return ["<code>\(Markup.escape(unit.path))</code>", places + (more > 0 ? " and \(HumanNumber.count(more)) more" : "")]
      })
  }

  /// The places that findings of one unit name, each once, in order of sections and tiles.
  private static func places(_ findings: [Finding]) -> [(text: String, isTile: Bool)] {
    var seen: Set<String> = []
    return findings.map { finding -> (section: String, tile: Int) in
      let section = finding.section ?? ""
      return (section.hasPrefix("section ") ? String(section.dropFirst(8)) : section, finding.tile ?? -1)
    }
    .sorted { $0 < $1 }
    .map { (text: $0.section + ($0.tile >= 0 ? ", tile \($0.tile)" : ""), isTile: $0.tile >= 0) }
    .filter { seen.insert($0.text).inserted }
  }
}
