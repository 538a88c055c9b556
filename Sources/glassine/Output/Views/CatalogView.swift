import ByteCoding
import Cataloguing
import Foundation

/// The catalog as a table, or one JSON object an entry.
struct CatalogView {
  let json: Bool

  /// Prints what matches, and sums below. Rows are aligned in groups, so that listing a large archive takes little memory.
  func print(_ catalog: Catalog, _ filter: Catalog.Filter, onlyTotals: Bool) throws(Fault) {
    let totals = try catalog.totals(filter)
    if json {
      let lines = JSONLines()
      if !onlyTotals { try catalog.forEach(filter) { lines.write("entry", $0) } }
      for total in totals { lines.write("total", total) }
      return
    }
    let terminal = Terminal.standardOutput
    if !onlyTotals {
      var table = Self.emptyTable
      var rows = 0
      try catalog.forEach(filter) { entry in
        table.add(Self.row(entry))
        rows += 1
        if rows == 500 {
          TextSink.standardOutput.write(table.text(terminal))
          table = Self.emptyTable
          rows = 0
        }
      }
      if rows > 0 { TextSink.standardOutput.write(table.text(terminal)) }
    }
    var sums = Table([.text("kind"), .text("tier"), .number("files"), .number("original"), .number("archived"), .number("saving")])
    for total in totals {
      sums.add([
        total.kind, total.tier ?? "–", HumanNumber.count(total.files), HumanNumber.bytes(total.size), HumanNumber.bytes(total.storedBytes),
        total.size > 0 ? HumanNumber.saving(from: total.size, to: total.storedBytes) : "",
      ])
    }
    TextSink.standardOutput.write((onlyTotals ? "" : "\n") + (sums.isEmpty ? "Nothing matches.\n" : sums.text(terminal)))
  }

  private static var emptyTable: Table {
    Table([
      .text("path", canShorten: true), .text("tier"), .number("original"), .number("archived"),
      .text("camera", canShorten: true, isOptional: true),
      .text("exposure", isOptional: true), .text("taken", isOptional: true),
    ])
  }

  private static func row(_ entry: CatalogEntry) -> [String] {
    let version = entry.version > 1 ? " (v\(entry.version))" : ""
    return [
      entry.path + version, entry.tier ?? entry.kind, entry.kind == "raw" || entry.kind == "file" ? HumanNumber.bytes(entry.size) : "",
      HumanNumber.bytes(entry.storedBytes), ShotText.camera(entry.make, entry.model),
      ShotText.exposure(iso: entry.iso, shutter: entry.shutter, aperture: entry.aperture, focalLength: entry.focalLength),
      entry.taken.map(ShotText.date) ?? "",
    ]
  }
}

/// Facts of a shot as people write them.
enum ShotText {
  /// `Nikon D1`: the make is left out where the model repeats it.
  static func camera(_ make: String?, _ model: String?) -> String {
    guard let model, !model.isEmpty else { return make ?? "" }
    guard let make, let first = make.split(separator: " ").first, !model.lowercased().hasPrefix(first.lowercased()) else { return model }
    return "\(make) \(model)"
  }

  /// `1/250 s  f/8  ISO 200  35 mm`
  static func exposure(iso: Double?, shutter: Double?, aperture: Double?, focalLength: Double?) -> String {
    var parts: [String] = []
    if let shutter, shutter > 0 {
      parts.append(shutter < 0.4 ? "1/\(Int((1 / shutter).rounded())) s" : "\(HumanNumber.threeDigits(shutter)) s")
    }
    if let aperture, aperture > 0 { parts.append("f/\(HumanNumber.threeDigits(aperture))") }
    if let iso, iso > 0, iso < 1e9 { parts.append("ISO \(Int(iso.rounded()))") }
    if let focalLength, focalLength > 0 { parts.append("\(HumanNumber.threeDigits(focalLength)) mm") }
    return parts.joined(separator: "  ")
  }

  /// The camera's clock, which knows no zone: `2026-05-01 10:31`.
  static func date(_ seconds: Int64) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "yyyy-MM-dd HH:mm"
    return format.string(from: Date(timeIntervalSince1970: Double(seconds)))
  }
}
