internal import ByteCoding
internal import Cataloguing
internal import Proofs

/// One place on the sheet: what the catalog, the proof log and the sidecars say of a file, and which pictures there are.
struct Shot {
  /// Whether there is something to look at.
  enum Looks {
    case pictures(restored: Bool)
    /// The file holds none that can be shown; the reason is for people.
    case none(String?)
    /// It cannot be had; the cause is for people.
    case failed(String)
  }

  let entry: CatalogEntry
  let looks: Looks
  let key: PictureKey
  /// Hexadecimal digits that name the folder of the pictures.
  let fanOut: Int
  let proof: UnitProof
  let keywords: [String]

  /// A name that stays as long as the unit's path: the page's links use it.
  private var identity: String { SHA256Digest(of: Array(entry.unit.utf8)).bytes.prefix(6).hex }

  /// The object that `shots.js` reads; docs/DESIGN.md, "Contact sheets".
  var literal: String {
    var object = ScriptObject()
    object.add("id", identity)
    object.add(shown: "path", entry.path)
    object.add("kind", entry.kind)
    switch looks {
    case .pictures(let restored):
      object.add("picture", key.place(fanOut: fanOut))
      object.add("restored", restored)
    case .none(let reason): object.add(shown: "without", reason)
    case .failed(let cause): object.add(shown: "error", cause)
    }
    object.add(shown: "camera", Self.camera(entry))
    object.add(shown: "lens", entry.lens)
    object.add("shutter", entry.shutter)
    object.add("aperture", entry.aperture)
    object.add("iso", entry.iso)
    object.add("focal", entry.focalLength)
    object.add("taken", entry.taken)
    object.add("modified", entry.modifiedSeconds)
    object.add("width", entry.width)
    object.add("height", entry.height)
    object.add("size", entry.size)
    object.add("stored", entry.storedBytes)
    object.add("tier", entry.tier)
    object.add(shown: "reason", entry.reason)
    object.add("version", entry.version > 1 ? entry.version : nil)
    object.add("sha256", entry.sha256)
    object.add("rebuilt", proof.restore?.seconds)
    object.add("read", proof.fixity?.seconds)
    object.add("rebuiltEver", proof.wasRestored)
    object.add("readEver", proof.wasRead)
    object.add(shown: "damage", proof.damage)
    object.add(shown: "keywords", keywords)
    return object.literal
  }

  /// Make and model, the make once: many a model begins with it.
  private static func camera(_ entry: CatalogEntry) -> String? {
    guard let model = entry.model, !model.isEmpty else { return entry.make }
    guard let make = entry.make, !make.isEmpty, !model.lowercased().hasPrefix(make.lowercased()) else { return model }
    return "\(make) \(model)"
  }
}
