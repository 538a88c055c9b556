import Foundation
import TestSupport
import Testing

/// An archive of real and simulated raws, damaged at random and repaired, again and again, each time bit for bit.
///
/// `GLASSINE_REPAIR_TRIALS` and `GLASSINE_REPAIR_MEGABYTES` make it long: 500 trials on 500 MB are what docs/TESTING.md reports.
@Suite(.serialized) struct RepairTrialTests {
  private static func number(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  /// The archive as it was made, and a copy to damage.
  private struct Place {
    let pristine: URL
    let copy: URL
    /// Everything but locks and what belongs to a run, with sizes.
    let files: [(path: String, size: Int)]

    init(_ folder: URL, megabytes: Int) throws {
      let source = folder.appendingPathComponent("source", isDirectory: true)
      try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
      for raw in Corpus.raws { try FileManager.default.copyItem(at: raw, to: source.appendingPathComponent(raw.lastPathComponent)) }
      pristine = folder.appendingPathComponent("archive")
      copy = folder.appendingPathComponent("copy")
      var seed = 0
      while try Place.bytes(of: source) < megabytes << 20 {
        let formats = ["dng", "nef-lossless", "cr2", "arw2", "raf", "orf", "rw2-5", "pef"]
        let large = megabytes > 100
        try CommandLineTool.run([
          "simulate", "--format", formats[seed % formats.count], "--seed", "\(seed)", "--width", large ? "3008" : "512", "--height",
          large ? "2000" : "384", "--to", source.appendingPathComponent("simulated-\(seed).raw").path,
        ])
        seed += 1
      }
      let made = try CommandLineTool.run(["archive", source.path, pristine.path, "--profile", "jxl1", "--quiet"])
      try #require(made.status == 0, "\(made.errorText)")
      try FileManager.default.copyItem(at: pristine, to: copy)
      files = try Place.files(pristine).map { ($0, try Place.size(folder.appendingPathComponent("archive/\($0)"))) }
    }

    static func files(_ root: URL) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { path in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
        let first = path.split(separator: "/").first.map(String.init) ?? path
        // The catalog is rebuilt, and the log of proofs is sealed by itself; neither has parity.
        let isOwn = !first.hasPrefix(".") && !["quarantine", "proofs", "catalog.sqlite"].contains(first)
        return !isFolder.boolValue && isOwn && !path.hasSuffix("lock")
      }.sorted()
    }

    static func bytes(of root: URL) throws -> Int {
      try files(root).reduce(0) { $0 + (try size(root.appendingPathComponent($1))) }
    }

    static func size(_ file: URL) throws -> Int {
      try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    }

    /// Files of the copy that are not what they were.
    func differences() throws -> [String] {
      let known = Set(files.map(\.path))
      var found = try Place.files(copy).filter { !known.contains($0) }
      for (path, _) in files
      where !FileManager.default.contentsEqual(
        atPath: pristine.appendingPathComponent(path).path, andPath: copy.appendingPathComponent(path).path)
      {
        found.append(path)
      }
      return found
    }

    /// What a trial leaves behind for the next: nothing.
    func reset(_ isWhole: Bool) throws {
      guard !isWhole else {
        for name in ["quarantine", "proofs"] { try? FileManager.default.removeItem(at: copy.appendingPathComponent(name)) }
        return
      }
      try FileManager.default.removeItem(at: copy)
      try FileManager.default.copyItem(at: pristine, to: copy)
    }
  }

  @Test func scatteredDamageComesBackBitForBit() throws {
    let trials = Self.number("GLASSINE_REPAIR_TRIALS", 6)
    let megabytes = Self.number("GLASSINE_REPAIR_MEGABYTES", 24)
    try withTemporaryFolder { folder in
      let place = try Place(folder, megabytes: megabytes)
      let blocks = place.files.flatMap { file in (0..<(file.size + 4095) / 4096).map { (file.path, $0, file.size) } }
      var repaired = 0
      var filler = RepeatableRandomNumberGenerator(seed: 17)
      let noise = Data((0..<(1 << 16)).map { _ in UInt8(truncatingIfNeeded: filler.next()) })
      for trial in 0..<trials {
        var random = RepeatableRandomNumberGenerator(seed: UInt64(4000 + trial))
        var bytes = 0
        for (path, block, size) in blocks.shuffled(using: &random).prefix(blocks.count * 4 / 100) {
          let file = try FileHandle(forUpdating: place.copy.appendingPathComponent(path))
          try file.seek(toOffset: UInt64(block * 4096))
          let count = min(4096, size - block * 4096)
          let start = Int(random.next() % UInt64(noise.count - 4096))
          try file.write(contentsOf: random.next() % 4 == 0 ? Data(count: count) : noise[start..<start + count])
          try file.close()
          bytes += count
        }
        let result = try CommandLineTool.run(["repair", place.copy.path, "--quiet"])
        let left = try place.differences()
        if left.isEmpty { repaired += 1 }
        #expect(left.isEmpty, "trial \(trial), \(bytes) bytes damaged: \(left.prefix(3)) \(result.errorText.suffix(400))")
        #expect(result.status == 4, "trial \(trial): \(result.errorText.suffix(400))")
        try place.reset(left.isEmpty)
      }
      let size = place.files.reduce(0) { $0 + $1.size }
      announce("\(repaired) of \(trials) archives of \(size >> 20) MiB were repaired with 4 % of their blocks damaged")
    }
  }

  /// Every unit, one at a time, is deleted and comes back; those larger than 4 % of the archive are named as lost.
  @Test func aDeletedUnitComesBack() throws {
    let megabytes = Self.number("GLASSINE_REPAIR_MEGABYTES", 24)
    let most = Self.number("GLASSINE_REPAIR_TRIALS", 12)
    try withTemporaryFolder { folder in
      let place = try Place(folder, megabytes: megabytes)
      let units = place.files.filter { $0.path.hasPrefix("data/units/") }
      let whole = units.reduce(0) { $0 + $1.size }
      var (repaired, tried) = (0, 0)
      for unit in units.sorted(by: { $0.size > $1.size }).prefix(most) {
        let isCovered = unit.size * 100 <= whole * 4
        try FileManager.default.removeItem(at: place.copy.appendingPathComponent(unit.path))
        let result = try CommandLineTool.run(["repair", place.copy.path, "--quiet"])
        let left = try place.differences()
        tried += 1
        if left.isEmpty { repaired += 1 }
        if isCovered {
          #expect(left.isEmpty && result.status == 4, "\(unit.path), \(unit.size) bytes: \(result.errorText.suffix(400))")
        } else if !left.isEmpty {
          #expect(left == [unit.path] && result.status == 20)
          #expect(result.errorText.contains(unit.path), "what is lost is named")
        }
        try place.reset(left.isEmpty)
      }
      announce("\(repaired) of \(tried) deleted units came back, the largest of them first, in an archive of \(whole >> 20) MiB of units")
    }
  }
}
