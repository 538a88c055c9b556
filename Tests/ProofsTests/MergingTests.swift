import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Proofs

/// Merging changes how the log lies on disk, never what it says.
@Suite struct MergingTests {
  @Test func whatTheLogSaysDoesNotChange() throws {
    for seed in UInt64(0)..<6 {
      try withTemporaryFolder { folder in
        let kit = try LogKit(folder)
        var generator = RepeatableRandomNumberGenerator(seed: seed)
        // Newest proof of each file by plain bookkeeping: content, fixity, restore.
        var truth: [String: (content: UInt8, fixity: Int, restore: Int)] = [:]
        var contents: [String: UInt8] = [:]
        for run in 1...20 {
          var proofs: [(path: String, content: UInt8, level: ProofLevel)] = []
          for index in 0..<Int.random(in: 0...30, using: &generator) {
            let path = "data/units/\(Int.random(in: 0..<40, using: &generator))\(index % 3 == 0 ? "\t" : "/x")"
            // Now and then a file gets a content it never had.
            if Int.random(in: 0..<10, using: &generator) == 0 { contents[path] = UInt8(run) }
            let content = contents[path] ?? 0
            let level: ProofLevel = Bool.random(using: &generator) ? .restore : .fixity
            guard !proofs.contains(where: { $0.path == path && $0.content != content }) else { continue }
            proofs.append((path, content, level))
            var known = truth[path] ?? (content, 0, 0)
            if known.content != content { known = (content, 0, 0) }
            known.fixity = run
            if level == .restore { known.restore = run }
            truth[path] = known
          }
          // Runs are told apart by their numbers, which a merge moves on: written without merging here.
          let recorder = kit.recorder()
          for proof in proofs { recorder.record(proof.path, digest: LogKit.digest(proof.content), bytes: 1, level: proof.level) }
          recorder.finish(.done)
          if Int.random(in: 0..<4, using: &generator) == 0 { try ProofLog.merge(kit.archive, moreThan: 1) }
        }
        let numbers = kit.log().runs.map(\.run)
        #expect(numbers.count == 20 && numbers == numbers.sorted())
        let expected = truth.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }.map { item in
          Proof(
            path: Array(item.key.utf8), content: Proof.content(LogKit.digest(item.value.content)), fixity: numbers[item.value.fixity - 1],
            restore: item.value.restore > 0 ? numbers[item.value.restore - 1] : 0)
        }
        let before = kit.all()
        #expect(before == expected, "seed \(seed)")
        try ProofLog.merge(kit.archive, moreThan: 1)
        #expect(kit.segmentNames.count <= 2)
        #expect(kit.all() == before, "seed \(seed)")
        #expect(kit.log().runs.map(\.files).count == 20)
      }
    }
  }

  /// A crash between publishing the merged segment and taking away the old ones leaves both.
  @Test func oldAndNewTogetherSayTheSame() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      for run in 0..<5 { kit.run((0..<8).map { ("data/units/\($0 * (run + 1) % 11)", 1, run % 2 == 0 ? .restore : .fixity) }) }
      let before = kit.all()
      let runs = kit.log().runs
      let kept = folder.appendingPathComponent("kept")
      try FileManager.default.copyItem(at: kit.proofs, to: kept)
      try ProofLog.merge(kit.archive, moreThan: 1)
      for name in try FileManager.default.contentsOfDirectory(atPath: kept.path) where name.hasSuffix(".tsv") {
        try FileManager.default.copyItem(at: kept.appendingPathComponent(name), to: kit.proofs.appendingPathComponent(name))
      }
      #expect(kit.segmentNames.count == 6)
      #expect(kit.all() == before)
      #expect(kit.log().runs == runs)
    }
  }

  /// Whatever byte is flipped and wherever it is cut, the rest of the log holds and nothing fails.
  @Test func damagedSegmentsArePassedOver() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      kit.run([("data/units/a", 1, .restore), ("data/units/b", 1, .restore)])
      kit.run([("data/units/b", 1, .fixity), ("data/units/c", 1, .fixity)])
      let place = kit.proofs.appendingPathComponent("00000002.tsv")
      let whole = try Data(contentsOf: place)
      var generator = RepeatableRandomNumberGenerator(seed: 3)
      for trial in 0..<80 {
        var bytes = whole
        if trial % 3 == 0 {
          bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))
        } else {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
        }
        try bytes.write(to: place)
        #expect(kit.all().map(\.restore) == [1, 1], "trial \(trial)")
        #expect(kit.log().notices.count == 1)
        #expect(kit.log().runs.map(\.run) == [1])
      }
      // The next run takes a number of its own, and a merge leaves the damaged segment where it is.
      kit.run([("data/units/c", 1, .restore)])
      try ProofLog.merge(kit.archive, moreThan: 1)
      #expect(kit.segmentNames == ["00000002.tsv", "00000004.tsv"])
      #expect(kit.all().map(\.restore) == [1, 1, 3])
    }
  }

  /// A segment sealed by somebody who means harm: nothing traps, and what is sound in it may count.
  @Test func hostileSegmentsDoNoHarm() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      kit.run([("data/units/a", 1, .restore)])
      let texts = [
        "", "glassine-proofs 1\n", "glassine-proofs 2\nR\t{}\n", "glassine-proofs 1\nR\t{}\n", "glassine-proofs 1\nP\n",
        "glassine-proofs 1\nP\tx\t0123456789abcdef\t99999999999999999999\t0\n", "glassine-proofs 1\nP\t\\\t0123456789abcdef\t1\t1\n",
        "glassine-proofs 1\nP\tz\t0123456789abcdef\t1\t2\nP\ta\t0123456789abcdef\t1\t1\n", "glassine-proofs 1\nQ\tlater\nP\tz\tzz\n",
        "glassine-proofs 1\nR\t" + String(repeating: "[", count: 5_000) + "\n",
        "glassine-proofs 1\nF\t{\"run\":-5,\"finding\":{}}\n", "glassine-proofs 1\n" + String(repeating: "x", count: 3 << 20),
      ]
      for text in texts {
        let bytes = Array(text.utf8)
        try Data(bytes + Segment.seal(SHA256Digest(of: bytes))).write(to: kit.proofs.appendingPathComponent("00000009.tsv"))
        let found = kit.all().filter { $0.path == Array("data/units/a".utf8) }
        #expect(found.map(\.restore) == [1], "\(text.prefix(40))")
      }
    }
  }

  @Test func findingsStayOpenUntilALookAsDeep() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      func audit(_ findings: [Finding], _ proofs: [(String, ProofLevel)] = [], complete: ProofLevel? = nil) {
        let recorder = kit.recorder()
        for finding in findings { recorder.record(finding) }
        for proof in proofs { recorder.record(proof.0, digest: LogKit.digest(1), bytes: 1, level: proof.1) }
        recorder.finish(.done) { $0.complete = complete }
      }
      func open() -> [String] { kit.log().openFindings().map { "\($0.finding.kind.rawValue) \($0.finding.file)" } }
      audit([
        Finding(kind: .damaged, file: "data/units/a", detail: ""), Finding(kind: .unrestorable, file: "data/units/b", detail: ""),
        Finding(kind: .missing, file: "data/units/c", detail: ""), Finding(kind: .unreadable, file: "data/units/d", detail: ""),
      ])
      #expect(open().count == 4)
      audit([], [], complete: .structure)
      #expect(open() == ["damaged data/units/a", "unrestorable data/units/b", "unreadable data/units/d"])
      audit([], [("data/units/a", .fixity), ("data/units/b", .fixity)])
      #expect(open() == ["unrestorable data/units/b", "unreadable data/units/d"])
      try ProofLog.merge(kit.archive, moreThan: 1)
      #expect(open() == ["unrestorable data/units/b", "unreadable data/units/d"])
      // A repair finds and mends in one run.
      audit([Finding(kind: .unrestorable, file: "data/units/b", detail: "")], [("data/units/b", .restore)])
      #expect(open() == ["unreadable data/units/d"])
      audit([], [], complete: .fixity)
      #expect(open() == [])
    }
  }
}
