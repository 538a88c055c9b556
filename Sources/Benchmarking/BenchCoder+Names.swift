internal import PlaneCodec

extension BenchCoder {
  /// What is measured when nobody says otherwise; names that this version of the plane codec does not know are passed over.
  private static let standardNames = [
    "jxl7", "jxl3", "fast", "standard", "max", "mlp", "lcfd", "stored", "zstd19", "zstd3", "jxl7-crop", "jxl9-crop",
  ]

  /// The coders that are measured when nobody says otherwise.
  package static let standard = standardNames.compactMap { BenchCoder(named: $0) }

  /// The names that `init(named:)` takes, for people.
  package static var help: String {
    let profiles = ["fast", "standard", "max", "mlp", "lcfd", "stored"].filter { CodingProfile(named: $0) != nil }
    return "jxl1 ... jxl9, \(profiles.joined(separator: ", ")), each also with -crop; zstd1 ... zstd19, also with -file"
  }

  /// A coder by its name; nil for names that do not exist.
  package init?(named name: String) {
    if name.hasPrefix("zstd") {
      let isFile = name.hasSuffix("-file")
      let digits = name.dropFirst(4).dropLast(isFile ? 5 : 0)
      guard let level = Int(digits), (1...19).contains(level), String(level) == digits else { return nil }
      self.init(zstd: level, on: isFile ? .file : .packed)
      return
    }
    let extent: Extent = name.hasSuffix("-crop") ? .crop : .whole
    let base = extent == .crop ? String(name.dropLast(5)) : name
    guard let profile = CodingProfile(named: base) else { return nil }
    if base.hasPrefix("jxl"), let effort = profile.jxlEffort {
      self.init(jxlEffort: effort, extent: extent)
    } else {
      self.init(profile, called: base, extent: extent)
    }
  }

  /// The coders once each, those on crops last, and before them what they are compared with.
  package static func complete(_ coders: [BenchCoder]) -> [BenchCoder] {
    var complete: [BenchCoder] = [reference]
    for extent in [Extent.whole, .crop] {
      for coder in coders where coder.extent == extent {
        for wanted in [coder.ownReference, coder] where !complete.contains(wanted) { complete.append(wanted) }
      }
    }
    return complete
  }
}
