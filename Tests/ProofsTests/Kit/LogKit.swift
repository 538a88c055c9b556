import ArchiveStore
import ByteCoding
import Foundation
import Reporting
import Synchronization
import TestSupport
import Testing

@testable import Proofs

/// A log in an archive of its own, with a clock that is set by hand.
final class LogKit {
  let archive: Archive
  let folder: URL
  var now = ProofTime(seconds: 1_700_000_000)
  let notices = NoticeBox()

  init(_ folder: URL) throws {
    self.folder = folder.appendingPathComponent("archive")
    archive = try Archive.create(self.folder.path)
  }

  var proofs: URL { folder.appendingPathComponent("proofs") }

  var segmentNames: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: proofs.path)) ?? []).filter { $0.hasSuffix(".tsv") }.sorted()
  }

  func recorder(level: ProofLevel = .fixity, partLines: Int = 16_384) -> ProofRecorder {
    let (now, notices) = (now, notices)
    let control = OperationControl { if case .notice(let text) = $0 { notices.add(text) } }
    return ProofRecorder(
      archive, operation: ProofRun.Operation.audit, level: level, software: "test", control: control, partLines: partLines,
      clock: { now.date })
  }

  func run(_ proofs: [(path: String, content: UInt8, level: ProofLevel)], partLines: Int = 16_384) {
    let recorder = recorder(partLines: partLines)
    for proof in proofs { recorder.record(proof.path, digest: Self.digest(proof.content), bytes: 10, level: proof.level) }
    recorder.finish(.done)
    now = ProofTime(seconds: now.seconds + 86_400)
  }

  static func digest(_ content: UInt8) -> SHA256Digest { SHA256Digest(of: [content]) }

  func log() -> ProofLog { ProofLog(archive, now: now) }

  func all() -> [Proof] {
    var proofs: [Proof] = []
    log().forEachProof { proofs.append($0) }
    return proofs
  }
}

final class NoticeBox: Sendable {
  private let state = Mutex<[String]>([])
  func add(_ text: String) { state.withLock { $0.append(text) } }
  var texts: [String] { state.withLock { $0 } }
}
