internal import ByteCoding
package import CameraSimulation
internal import SensorModel

/// Where a file whose repacking is measured comes from.
package enum RepackingSource: Sendable {
  case file(String)
  /// A file made in memory, of about `width * height` samples.
  case simulation(SimulatedFormat, width: Int, height: Int)

  /// One simulated file of each format, so that every layout can be measured without a camera's files.
  package static func simulations(width: Int, height: Int) -> [RepackingSource] {
    SimulatedFormat.allCases.map { .simulation($0, width: width, height: height) }
  }

  package var name: String {
    switch self {
    case .file(let name): name
    case .simulation(let format, _, _): "simulated \(format.rawValue)"
    }
  }

  /// The file, taken apart. Throws what reading throws and what stands against taking apart; costs microseconds a sample.
  func subject(budget: MemoryBudget) throws(Fault) -> RepackingSubject {
    switch self {
    case .file(let name):
      let bytes = try BenchSubject.contents(name, limit: budget.fileBytes)
      return try RepackingSubject(name, bytes, isSimulated: false, known: nil, budget: budget)
    case .simulation(let format, let width, let height):
      let shot = format.shot(width: width, height: height, seed: 1)
      // Where LibRaw does not read a format, the simulator's truth stands in for it.
      let known = format.isReadByLibRaw ? nil : format.mosaic(of: shot)
      return try RepackingSubject(name, format.file(of: shot), isSimulated: true, known: known, budget: budget)
    }
  }
}
