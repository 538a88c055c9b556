internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding

/// Says in words what of a file is lost and why.
struct LossReport {
  let archive: Archive

  /// `bytes 4096–8191 and 81920–98303 (PLNE 1, SKEL 0): …`
  func text(_ path: String, rebuilt: Int, ranges: [Range<Int>]) -> String {
    let bytes = ranges.reduce(0) { $0 + $1.count }
    var text = "\(bytes) bytes stay lost: " + ranges.prefix(6).map { "\($0.lowerBound)–\($0.upperBound - 1)" }.joined(separator: ", ")
    if ranges.count > 6 { text += " and \(ranges.count - 6) more places" }
    let sections = sections(path, ranges)
    if !sections.isEmpty { text += " (\(sections.joined(separator: ", ")))" }
    text += "; there is more damage around them than the parity can repair"
    if rebuilt > 0 { text += "; \(rebuilt) other blocks were rebuilt" }
    if path.utf8.starts(with: "data/units/".utf8) { text += ". glassine restore --salvage gives what still decodes" }
    return text
  }

  /// The sections of a unit that the ranges touch, as far as its table can be read.
  private func sections(_ path: String, _ ranges: [Range<Int>]) -> [String] {
    guard path.utf8.starts(with: "data/units/".utf8), let unit = try? archive.unit(path) else { return [] }
    return unit.table.sections.filter { entry in
      ranges.contains { $0.lowerBound < Int(entry.offset) + Int(entry.length) && Int(entry.offset) < $0.upperBound }
    }.map(\.name)
  }
}
