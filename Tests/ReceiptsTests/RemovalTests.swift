import ArchiveFormat
import ArchiveStore
import Archiving
import ByteCoding
import Foundation
import PlaneCodec
import Reporting
import Synchronization
import TestSupport
import Testing

@testable import Receipts

/// Removes what a run settled, in this process, and hears what is said about it.
private struct Removing {
  let kit: ReceiptKit
  var nets: [any SafetyNet] = []
  var prover: (any UnitProver)?
  var beforeRemoval: (RelativePath) -> Void = { _ in }
  var isDryRun = false
  var under: RelativePath?

  /// Reports by path.
  @discardableResult
  func run(_ ledger: SortedLedger) throws -> [String: OriginalReport] {
    let reports = Mutex<[OriginalReport]>([])
    let control = OperationControl { event in
      if case .original(let report) = event { reports.withLock { $0.append(report) } }
    }
    let archive = try kit.open()
    let options = OriginalsRemoval.Options(source: kit.source.path, under: under, nets: nets, isDryRun: isDryRun)
    var removal = try OriginalsRemoval(
      archive, options: options, prover: prover ?? DirectProver(archive, jobs: 2), control: control)
    removal.beforeRemoval = beforeRemoval
    let lock = try isDryRun ? nil : Workspace(archive)
    try removal.run(ledger) { _ throws(Fault) in }
    withExtendedLifetime(lock) {}
    return Dictionary(uniqueKeysWithValues: reports.withLock { $0 }.map { ($0.path, $0) })
  }
}

@Suite struct RemovalTests {
  private static let parity = ParityNet { _, _ throws(Fault) in true }

  private func names(_ kit: ReceiptKit) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: kit.source.path).sorted() }

  @Test func provedAndCoveredFilesGoAndAllElseStays() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for index in 0..<70 { try kit.write("f\(index)", "file \(index)") }
      try kit.write("sub/x", "x")
      try FileManager.default.createSymbolicLink(atPath: kit.source.appendingPathComponent("link").path, withDestinationPath: "f1")
      mkfifo(kit.source.appendingPathComponent("pipe").path, 0o600)
      let reports = try Removing(kit: kit, nets: [Self.parity]).run(kit.run())
      #expect(reports.count == 71 && reports.values.allSatisfy { $0.outcome == .removed && $0.cover == "parity" })
      #expect(try names(kit) == ["link", "pipe", "sub"])
    }
  }

  @Test func withoutANetNothingGoesAndNothingIsProvedInVain() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a", "a")
      final class NoProver: UnitProver {
        func prove(_ requests: [ProofRequest]) throws(Fault) -> [ProofAnswer] { throw Fault(.misuse, "test", "asked") }
      }
      #expect(try Removing(kit: kit, prover: NoProver()).run(kit.run())["a"]?.code == "remove.no-cover")
      let half = ParityNet { unit, _ throws(Fault) in unit == "data/units/b.glsn" }
      try kit.write("b", "b")
      let reports = try Removing(kit: kit, nets: [half]).run(kit.run())
      #expect(reports["a"]?.code == "remove.no-cover" && reports["b"]?.outcome == .removed)
      #expect(try names(kit) == ["a"])
    }
  }

  @Test func aSourceThatIsNotTheArchivedFileAnyMoreStays() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      let names = ["bytes", "gone", "link", "longer", "replaced", "swapped-late", "written-late"]
      for name in names { try kit.write(name, "original") }
      try kit.write("f/inside", "original")
      let files = FileManager.default
      func place(_ name: String) -> URL { kit.source.appendingPathComponent(name) }
      let time = Date(timeIntervalSince1970: 1_700_000_000)
      for name in names { try files.setAttributes([.modificationDate: time], ofItemAtPath: place(name).path) }
      let ledger = try kit.run()
      // The same size, time and inode, other bytes.
      let handle = try FileHandle(forWritingTo: place("bytes"))
      try handle.write(contentsOf: Data("ORIGINAL".utf8))
      try handle.close()
      try files.setAttributes([.modificationDate: time], ofItemAtPath: place("bytes").path)
      try files.removeItem(at: place("gone"))
      try files.moveItem(at: place("link"), to: folder.appendingPathComponent("elsewhere"))
      try files.createSymbolicLink(at: place("link"), withDestinationURL: folder.appendingPathComponent("elsewhere"))
      try Data("original, longer".utf8).write(to: place("longer"))
      // The same bytes, another file.
      try files.removeItem(at: place("replaced"))
      try Data("filler".utf8).write(to: place("filler"))
      try Data("original".utf8).write(to: place("replaced"))
      // The folder swapped for a link to where the same file lies.
      try files.moveItem(at: place("f"), to: folder.appendingPathComponent("f"))
      try files.createSymbolicLink(at: place("f"), withDestinationURL: folder.appendingPathComponent("f"))
      var removing = Removing(kit: kit, nets: [Self.parity])
      removing.beforeRemoval = { path in
        if path.exactText == "swapped-late" {
          try? files.moveItem(at: place("swapped-late"), to: folder.appendingPathComponent("kept"))
          try? Data("original".utf8).write(to: place("swapped-late"))
        }
        if path.exactText == "written-late" { try? Data("original+".utf8).write(to: place("written-late")) }
      }
      let reports = try removing.run(ledger)
      #expect(reports.values.allSatisfy { $0.outcome == .kept }, "\(reports)")
      for name in ["bytes", "longer", "replaced", "swapped-late", "written-late"] {
        #expect(reports[name]?.code == "remove.source-changed", "\(name)")
        #expect(files.fileExists(atPath: place(name).path), "\(name)")
      }
      #expect(reports["gone"]?.code == "remove.source-gone")
      #expect(reports["link"]?.outcome == .kept && reports["f/inside"]?.outcome == .kept)
      #expect(files.fileExists(atPath: folder.appendingPathComponent("elsewhere").path))
      #expect(files.fileExists(atPath: folder.appendingPathComponent("f/inside").path))
    }
  }

  @Test func aUnitThatIsDamagedOrReplacedProvesNothing() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for name in ["cut", "flipped", "gone", "other", "sound"] { try kit.write(name, "original " + name) }
      let ledger = try kit.run()
      func unit(_ name: String) -> URL { kit.archive.appendingPathComponent("data/units/\(name).glsn") }
      var bytes = try Data(contentsOf: unit("flipped"))
      bytes[bytes.count / 2] ^= 4
      try bytes.write(to: unit("flipped"))
      try Data(contentsOf: unit("cut")).dropLast(9).write(to: unit("cut"))
      try FileManager.default.removeItem(at: unit("gone"))
      try Data(contentsOf: unit("sound")).write(to: unit("other"))
      let reports = try Removing(kit: kit, nets: [Self.parity]).run(ledger)
      for name in ["cut", "flipped", "gone", "other"] { #expect(reports[name]?.code == "remove.unproved", "\(name)") }
      #expect(reports["sound"]?.outcome == .removed)
      #expect(try names(kit) == ["cut", "flipped", "gone", "other"])
    }
  }

  @Test func aSecondCopyIsReadUnitByUnit() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      for name in ["cut", "flipped", "gone", "linked", "sound"] { try kit.write(name, "original " + name) }
      let ledger = try kit.run()
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.copyItem(at: kit.archive, to: copy)
      func unit(_ name: String) -> URL { copy.appendingPathComponent("data/units/\(name).glsn") }
      var bytes = try Data(contentsOf: unit("flipped"))
      bytes[bytes.count / 2] ^= 4
      try bytes.write(to: unit("flipped"))
      try Data(contentsOf: unit("cut")).dropLast(9).write(to: unit("cut"))
      for name in ["gone", "linked"] { try FileManager.default.removeItem(at: unit(name)) }
      try FileManager.default.linkItem(at: kit.archive.appendingPathComponent("data/units/linked.glsn"), to: unit("linked"))
      let net = try SecondCopyNet(of: kit.open(), at: copy.path)
      let reports = try Removing(kit: kit, nets: [net]).run(ledger)
      for name in ["cut", "flipped", "gone", "linked"] { #expect(reports[name]?.code == "remove.no-cover", "\(name)") }
      #expect(reports["sound"]?.cover == "second-copy")
      #expect(try names(kit) == ["cut", "flipped", "gone", "linked"])
      #expect(throws: Fault.self) { try SecondCopyNet(of: kit.open(), at: kit.archive.path) }
      #expect(throws: Fault.self) { try SecondCopyNet(of: kit.open(), at: kit.source.path) }
    }
  }

  /// The archive and its second copy may lie inside the source; nothing of theirs is ever removed.
  @Test func theArchiveAndItsSecondCopyAreNotTouched() throws {
    try withTemporaryFolder { folder in
      var kit = try ReceiptKit(folder)
      try kit.write("a", "a")
      _ = try kit.run()
      let copy = kit.source.appendingPathComponent("deep/copy")
      try FileManager.default.createDirectory(at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: kit.archive, to: copy)
      let before = try FolderSnapshot(of: copy)
      let net = try SecondCopyNet(of: kit.open(), at: copy.path)
      // Parity says yes to all, so that only the place of a file can speak against it.
      let reports = try Removing(kit: kit, nets: [Self.parity, net]).run(kit.run())
      #expect(reports["a"]?.outcome == .removed)
      #expect(reports.filter { $0.key != "a" }.values.allSatisfy { $0.code == "remove.untouchable" } && reports.count > 5)
      #expect(try before.differences(to: FolderSnapshot(of: copy)) == [])
      // A source inside the second copy, and single files of the archive.
      let ledger = try kit.run()
      let inside = OriginalsRemoval.Options(source: copy.path + "/data", under: nil, nets: [net], isDryRun: false)
      let archive = try kit.open()
      let fault = #expect(throws: Fault.self) {
        try OriginalsRemoval(archive, options: inside, prover: DirectProver(archive, jobs: 1), control: OperationControl())
      }
      #expect(fault?.code == "remove.overlap")
      _ = ledger
      let manifest = kit.archive.appendingPathComponent("manifest-sha256.txt").path
      kit = try ReceiptKit(folder)
      let options = ArchiveOptions(planes: .init(profile: .standard, workers: 1), jobs: 1, software: "test")
      #expect(throws: Fault.self) {
        try ArchiveRun(source: manifest, options: options, control: OperationControl()).run(into: kit.archive.path)
      }
    }
  }

  @Test func aDryRunRemovesNothing() throws {
    try withTemporaryFolder { folder in
      let kit = try ReceiptKit(folder)
      try kit.write("a", "a")
      _ = try kit.run()
      try kit.write("b", "b")
      let before = try FolderSnapshot(of: folder)
      let reports = try Removing(kit: kit, nets: [Self.parity], isDryRun: true).run(kit.run { $0.dryRun = true })
      #expect(reports["a"]?.outcome == .wouldBeRemoved && reports["b"]?.code == "remove.unarchived")
      #expect(try before.differences(to: FolderSnapshot(of: folder)) == [])
    }
  }

  @Test func aProvingProcessThatDiesOrLiesProvesNothing() throws {
    // As the program does for itself.
    signal(SIGPIPE, SIG_IGN)
    let digest = SHA256Digest(of: [])
    let requests = (0..<3).map { ProofRequest(unit: "data/units/\($0).glsn", unitSHA256: digest, size: 0, sha256: digest) }
    // One that ends at once, one that gives the questions back, one that prints without end, one that is not there.
    for (program, arguments) in [("/bin/false", []), ("/bin/cat", []), ("/usr/bin/yes", ["{}"])] {
      let answers = try ProverProcess(program: program, arguments: arguments).prove(requests)
      #expect(answers.count == 3 && answers.allSatisfy { !$0.ok }, "\(program)")
    }
    #expect(throws: Fault.self) { try ProverProcess(program: "/nowhere/at all", arguments: []).prove(requests) }
  }
}
