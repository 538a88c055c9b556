import CameraSimulation
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct MemoryTests {
  @Test func twelveMegapixelsTakeNoMoreThan400MB() throws {
    try withTemporaryFolder { folder in
      let raw = folder.appendingPathComponent("big.dng")
      let simulated = try CommandLineTool.run(
        ["simulate", "--preset", "words-14", "--width", "4000", "--height", "3000", "--to", raw.path])
      #expect(simulated.status == 0, "\(simulated.errorText)")
      let archive = folder.appendingPathComponent("archive")
      let run = try CommandLineTool.peakMemory(["archive", raw.path, archive.path, "--jobs", "1"])
      #expect(run.status == 0)
      announce("12 MP, one job: \(run.bytes >> 20) MiB at the peak")
      #expect(run.bytes > 0 && run.bytes <= 400_000_000)
    }
  }

  /// Parity takes memory for a fifth of what a group covers, at most of 1 GiB; all else takes the same for many files as for few.
  @Test(arguments: ["0%", "6%"]) func memoryDoesNotGrowWithTheNumberOfFiles(_ parity: String) throws {
    // A few MiB are the allocator's, and one folder's names. A file and its sidecar take a block each.
    let blocks = parity == "0%" ? 0 : 10_000
    let allowed: Int = 8 * 1_048_576 + blocks * 4096 / 5
    try withTemporaryFolder { folder in
      var peaks: [Int] = []
      for count in [50, 5_000] {
        let source = folder.appendingPathComponent("source \(count)")
        try CommandLineTool.makeSource(source, raws: 0, others: count)
        let archive = folder.appendingPathComponent("archive \(count)").path
        let run = try CommandLineTool.peakMemory(["archive", source.path, archive, "--jobs", "1", "--quiet", "--parity", parity])
        #expect(run.status == 0)
        peaks.append(run.bytes)
      }
      announce("parity \(parity), 50 files: \(peaks[0] >> 10) KiB, 5,000 files: \(peaks[1] >> 10) KiB at the peak")
      #expect(peaks[1] <= peaks[0] + allowed)
    }
  }
}
