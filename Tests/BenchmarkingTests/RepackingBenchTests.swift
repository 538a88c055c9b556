import ByteCoding
import CameraSimulation
import Foundation
import TestSupport
import Testing

@testable import Benchmarking

/// A run over small files; what is timed is never judged.
@Suite struct RepackingBenchTests {
  private static let simulations = RepackingSource.simulations(width: 320, height: 240)

  /// A file of every format, a fixture, and a file that is no raw; measured once for all tests.
  private static let measured = Result { () throws(Fault) in
    let fixtures = ["raws/Cameras/bayer-rggb-8.dng", "raws/Oddities/unknown.bin"].map {
      RepackingSource.file(Places.fixtures.appendingPathComponent($0).path)
    }
    return try Bench.runRepacking(simulations + fixtures, enough: 0)
  }

  @Test func everyFormatHasARow() throws {
    let result = try Self.measured.get()
    #expect(result.isComplete)
    // What LibRaw does not read may be measured all the same.
    let wanted = Set(SimulatedFormat.allCases.filter(\.isReadByLibRaw).map { "simulated \($0.rawValue)" })
    #expect(wanted.isSubset(of: result.files.filter(\.isSimulated).map(\.name)))
    #expect(result.files.filter { !$0.isSimulated }.count == 1)
    #expect(result.failures.contains { $0.name.hasSuffix("unknown.bin") })
    for file in result.files {
      #expect(file.samples >= 64 * 48 && file.streamBytes > 0, "\(file.name)")
      #expect((file.libRaw != nil) == (wanted.contains(file.name) || !file.isSimulated), "\(file.name)")
      for speed in [file.libRaw, file.decode, file.encode].compactMap(\.self) {
        #expect(speed.seconds > 0 && speed.seconds < 60)
        #expect(speed.samples == file.samples && speed.bytes == file.streamBytes)
      }
    }
    for file in result.files where file.isSimulated { #expect(file.isPacked == !Self.isCompressed(file.layout), "\(file.name)") }
  }

  private static func isCompressed(_ layout: String) -> Bool { !layout.contains("lines of") }

  @Test func theTotalIsOverWhatLibRawReadsToo() throws {
    let result = try Self.measured.get()
    let read = result.files.filter { $0.libRaw != nil }
    let total = try #require(result.total)
    #expect(total.files == read.count)
    #expect(total.decode.samples == read.reduce(0) { $0 + $1.samples })
    #expect(total.encode.bytes == read.reduce(0) { $0 + $1.streamBytes })
    #expect((total.libRaw.seconds - read.reduce(0) { $0 + ($1.libRaw?.seconds ?? 0) }).magnitude < 1e-9)
    let one = RepackingSpeed(samples: 3_000_000, bytes: 5_000_000, seconds: 2)
    #expect((one.megasamples, one.megabytes) == (1.5, 2.5))
    #expect(one.ratio(to: RepackingSpeed(samples: 3_000_000, bytes: 5_000_000, seconds: 1)) == 0.5)
    #expect(RepackingTotal([]) == nil)
  }

  @Test func jsonHoldsWhatScriptsAreTold() throws {
    let result = try Self.measured.get()
    let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any])
    #expect(Set(object.keys) == ["libraries", "files", "total", "failures", "isComplete"])
    let files = try #require(object["files"] as? [[String: Any]])
    let fields: Set = ["name", "layout", "isPacked", "isSimulated", "samples", "streamBytes", "libRaw", "decode", "encode"]
    #expect(files.first.map { Set($0.keys) } == fields)
    let speed: Set = ["seconds", "megasamplesPerSecond", "megabytesPerSecond"]
    #expect((files.first?["libRaw"] as? [String: Any]).map { Set($0.keys) } == speed)
    #expect((files.first?["encode"] as? [String: Any]).map { Set($0.keys) } == speed.union(["speedToLibRaw"]))
    let total = try #require(object["total"] as? [String: Any])
    #expect(Set(total.keys) == ["files", "samples", "streamBytes", "libRaw", "decode", "encode"])
  }

  @Test func worksAreRunInTurns() throws {
    var order: [Int] = []
    let seconds = try Stopwatch.interleaved([1, 2, 3], rounds: 2, enough: 0) { (work) throws(Fault) in order.append(work) }
    #expect(order == [1, 2, 3, 1, 2, 3])
    #expect(Set(seconds.keys) == [1, 2, 3] && seconds.values.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
