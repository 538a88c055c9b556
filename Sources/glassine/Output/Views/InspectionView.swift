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
      let coded = inspection.storedBytes
      let planes = zip(sizes.planes, sizes.methods).map { "\(HumanNumber.bytes(Int64($0))) \($1)" }
      let shown =
        planes.count > 8 ? "\(planes.count) of them, \(HumanNumber.bytes(Int64(sizes.mosaic))) in all" : planes.joined(separator: ", ")
      if !planes.isEmpty { pairs.append(("mosaic", "\(HumanNumber.bytes(Int64(sizes.mosaic))): \(shown)")) }
      if !sizes.pictures.isEmpty {
        let (before, after) = (Int64(sizes.pictureOriginals.reduce(0, +)), Int64(sizes.pictures.reduce(0, +)))
        pairs.append(
          (
            "previews",
            "\(HumanNumber.bytes(after)): \(HumanNumber.count(sizes.pictures.count, "JPEG")) of \(HumanNumber.bytes(before)) as JPEG XL"
          ))
      }
      pairs.append(("skeleton", HumanNumber.bytes(Int64(sizes.skeleton))))
      pairs.append(("recipe", HumanNumber.bytes(Int64(sizes.recipe))))
      pairs.append(("total", HumanNumber.bytes(coded)))
    }
    if let facts = inspection.shot { pairs += UnitView.pairs(facts) }
    pairs.append(("sha256", inspection.sha256.hex))
    var list = Table([.text(""), .text("")])
    for (name, value) in pairs { list.add([name, value]) }
    TextSink.standardOutput.write(list.lines(.standardOutput).joined(separator: "\n") + "\n\n")
  }
}
