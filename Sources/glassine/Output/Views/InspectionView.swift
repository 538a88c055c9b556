import Archiving
import ByteCoding
import UnitCoding

/// What archiving a file would do, for `inspect`.
struct InspectionView {
  let json: Bool

  func print(_ inspection: Inspection) {
    if json {
      JSONLines().write("inspection", inspection)
      return
    }
    var pairs = [
      ("file", inspection.file), ("tier", inspection.tier), ("original", HumanNumber.bytes(inspection.bytes)),
      (
        "archived",
        "\(HumanNumber.bytes(inspection.storedBytes))  \(HumanNumber.saving(from: inspection.bytes, to: inspection.storedBytes))"
      ),
    ]
    if let reason = inspection.reason { pairs.append(("because", "\(reason) (\(inspection.code ?? ""))")) }
    if let layout = inspection.layout { pairs.append(("layout", layout)) }
    if let sizes = inspection.sizes {
      let planes = zip(sizes.planes, sizes.methods).map { "\(HumanNumber.bytes(Int64($0))) \($1)" }
      let shown =
        planes.count > 8 ? "\(planes.count) of them, \(HumanNumber.bytes(Int64(sizes.mosaic))) in all" : planes.joined(separator: ", ")
      pairs.append(("planes", shown))
      pairs.append(("skeleton", HumanNumber.bytes(Int64(sizes.skeleton))))
      pairs.append(("recipe", HumanNumber.bytes(Int64(sizes.recipe))))
    }
    if let facts = inspection.shot { pairs += UnitView.pairs(facts) }
    pairs.append(("sha256", inspection.sha256.hex))
    var list = Table([.text(""), .text("")])
    for (name, value) in pairs { list.add([name, value]) }
    TextSink.standardOutput.write(list.lines(.standardOutput).joined(separator: "\n") + "\n\n")
  }
}
