import ByteCoding
import Foundation
import Reporting
import TestSupport
import Testing

@testable import Proofs

@Suite struct ProofLogTests {
  @Test func whatIsRecordedIsReadBack() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      #expect(kit.all().isEmpty)
      kit.run([("data/units/b", 1, .restore), ("data/units/a", 2, .fixity), ("data/units/tab\tline\nback\\", 3, .fixity)])
      kit.run([("data/units/b", 1, .fixity)])
      let proofs = kit.all()
      #expect(proofs.map { String(decoding: $0.path, as: UTF8.self) } == ["data/units/a", "data/units/b", "data/units/tab\tline\nback\\"])
      #expect(proofs.map(\.fixity) == [1, 2, 1])
      #expect(proofs.map(\.restore) == [0, 1, 0])
      #expect(proofs[0].content == Proof.content(LogKit.digest(2)))
      let runs = kit.log().runs
      #expect(runs.map(\.run) == [1, 2])
      #expect(runs[0].files == 3 && runs[0].bytes == 30 && runs[0].state == .done)
      #expect(kit.notices.texts.isEmpty)
    }
  }

  /// A proof counts for the content it was made of: what is replaced is not proved.
  @Test func ofTwoContentsTheLaterCounts() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      kit.run([("data/units/a", 1, .restore)])
      kit.run([("data/units/a", 2, .fixity)])
      let proof = try #require(kit.all().first)
      #expect(proof.content == Proof.content(LogKit.digest(2)))
      #expect(proof.fixity == 2 && proof.restore == 0)
    }
  }

  @Test func partsOfARunAreOneRun() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      kit.run((0..<10).map { ("data/units/\($0)", 1, .restore) }, partLines: 3)
      #expect(kit.segmentNames.count == 4)
      let runs = kit.log().runs
      #expect(runs.count == 1)
      #expect(runs.first?.part == 4 && runs.first?.files == 10 && runs.first?.state == .done)
      #expect(kit.all().map(\.restore) == Array(repeating: 1, count: 10))
    }
  }

  /// What a killed run published counts; what it left aside goes with the next merge.
  @Test func aKilledRunKeepsItsParts() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      let killed = kit.recorder(partLines: 2)
      for index in 0..<5 { killed.record("data/units/\(index)", digest: LogKit.digest(1), bytes: 1, level: .fixity) }
      // Never finished.
      #expect(kit.all().count == 4)
      #expect(kit.log().runs.first?.state == .running)
      let aside = kit.proofs.appendingPathComponent("aside-1")
      try Data("half a segm".utf8).write(to: aside)
      for index in 0..<ProofLog.mostSegments { kit.run([("data/units/\(index)", 1, .fixity)]) }
      #expect(!FileManager.default.fileExists(atPath: aside.path))
      #expect(kit.segmentNames.count < ProofLog.mostSegments)
      #expect(kit.all().count == 8)
      #expect(kit.log().runs.count == 1 + ProofLog.mostSegments)
    }
  }

  @Test func twoRunsAtOnceTakeTwoNumbers() async throws {
    try await withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      let recorders = (0..<6).map { _ in kit.recorder(partLines: 5) }
      await withTaskGroup(of: Void.self) { group in
        for (number, recorder) in recorders.enumerated() {
          group.addTask {
            for index in 0..<20 {
              recorder.record("data/units/\(number)/\(index)", digest: LogKit.digest(1), bytes: 1, level: .restore)
            }
            recorder.finish(.done)
          }
        }
      }
      #expect(kit.notices.texts.isEmpty)
      #expect(kit.log().runs.count == 6)
      #expect(kit.log().runs.allSatisfy { $0.files == 20 && $0.state == .done })
      #expect(kit.all().count == 120)
    }
  }

  /// Times of a clock that was ahead say nothing; the order of the runs holds all the same.
  @Test func aClockThatWasAheadMakesATimeUnknown() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      let today = kit.now
      kit.now = ProofTime(seconds: today.seconds + 3_650 * 86_400)
      kit.run([("data/units/a", 1, .restore)])
      kit.now = today
      kit.run([("data/units/b", 1, .restore)])
      let log = kit.log()
      #expect(log.notices.contains { $0.contains("clock was ahead") })
      #expect(log.time(ofRun: 1, now: kit.now) == nil)
      #expect(log.time(ofRun: 2, now: kit.now) == today)
      #expect(kit.all().map(\.restore) == [1, 2])
    }
  }

  @Test func aLogThatCannotBeWrittenIsANotice() throws {
    try withTemporaryFolder { folder in
      let kit = try LogKit(folder)
      try Data("in the way".utf8).write(to: kit.proofs)
      kit.run([("data/units/a", 1, .restore)])
      #expect(kit.notices.texts.count == 1)
      #expect(kit.notices.texts.first?.hasPrefix("not recorded: ") == true)
      #expect(kit.all().isEmpty)
      #expect(kit.log().notices.count == 1)
    }
  }

  @Test func timesAreWrittenAsPeopleReadThem() {
    #expect("\(ProofTime(seconds: 0))" == "1970-01-01T00:00:00Z")
    #expect("\(ProofTime(seconds: 951_827_696))" == "2000-02-29T12:34:56Z")
    #expect("\(ProofTime(seconds: -1))" == "1969-12-31T23:59:59Z")
    #expect(ProofTime("2100-02-29T00:00:00Z") == nil)
    #expect(ProofTime("2026-11-21 21:51:50Z") == nil)
    var generator = RepeatableRandomNumberGenerator(seed: 4)
    for _ in 0..<2_000 {
      let time = ProofTime(seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &generator))
      #expect(ProofTime("\(time)") == time)
    }
  }
}
