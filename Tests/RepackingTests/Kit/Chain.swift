import ByteCoding
import RawReading
import Repacking
import SensorModel
import Testing

/// What the chain of raw reader and finder made of a file.
enum Chain {
  /// The file was taken apart; `mosaic` is the raw reader's.
  case exact(Repacked, mosaic: Mosaic)
  /// It stays as it is.
  case refused(Fault)

  /// Large enough for every file here, small enough that damaged sizes cost nothing.
  static let budget = MemoryBudget(samples: 1 << 23, side: 16_384, fileBytes: 1 << 26)

  /// Reads a file and looks for its recipe. A mosaic that is known takes the raw reader's place.
  static func of(_ file: [UInt8], name: String, knowing known: Mosaic? = nil) -> Chain {
    do throws(Fault) {
      if let known {
        return .exact(try RecipeFinder.find(file: file, mosaic: known, hints: StorageHints(), budget: budget), mosaic: known)
      }
      let capture = try RawReader.read(file, name: name, budget: budget)
      let repacked = try RecipeFinder.find(file: file, mosaic: capture.mosaic, hints: capture.hints, budget: budget)
      return .exact(repacked, mosaic: capture.mosaic)
    } catch {
      return .refused(error)
    }
  }
}

/// Demands that nothing is lost: the recipe as bytes makes the very file again, and the samples with their curve are the reader's.
func expectWhole(
  _ repacked: Repacked, _ file: [UInt8], _ mosaic: Mosaic, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let recipe = try Recipe(parsing: repacked.recipe.serialized()[...], budget: Chain.budget)
  let isEqual = recipe == repacked.recipe
  #expect(isEqual && !recipe.description.isEmpty, "\(comment): the recipe's bytes", sourceLocation: sourceLocation)
  let isWhole = try rebuilt(recipe, repacked) == file
  #expect(isWhole, "\(comment): the file", sourceLocation: sourceLocation)
  let samplesAreTheReaders = (repacked.linearization.map { repacked.stored.mapped(by: $0) } ?? repacked.stored) == mosaic
  #expect(samplesAreTheReaders, "\(comment): the samples", sourceLocation: sourceLocation)
  let taken = recipe.sampleRanges.reduce(0) { $0 + $1.count }
  #expect(taken == recipe.sampleBytes && taken + repacked.skeleton.count == file.count, "\(comment)", sourceLocation: sourceLocation)
}

/// Demands of a file that may be damaged: it comes back exactly, or a fault says why it stays as it is. Gives back whether it came back.
@discardableResult
func expectWholeOrRefused(
  _ file: [UInt8], name: String, knowing known: Mosaic? = nil, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Bool {
  switch Chain.of(file, name: name, knowing: known) {
  case .exact(let repacked, let mosaic):
    try expectWhole(repacked, file, mosaic, comment, sourceLocation: sourceLocation)
    return true
  case .refused(let fault):
    #expect([.damaged, .unsupported, .overLimit].contains(fault.kind), "\(comment): \(fault)", sourceLocation: sourceLocation)
    #expect(!fault.code.isEmpty && !fault.cause.isEmpty, "\(comment)", sourceLocation: sourceLocation)
    return false
  }
}

/// Demands that the chain takes a simulated file apart, all samples of it and without corrections.
///
/// `meant` is the mosaic the simulator put in. Where the raw reader does not give it, which some versions do not for some forms, the
/// finder gets `meant` itself. Gives back whether the raw reader gave it.
@discardableResult
func expectTaken(
  _ file: [UInt8], name: String, _ meant: Mosaic, _ comment: String, sourceLocation: SourceLocation = #_sourceLocation
) throws -> Bool {
  let isRead = (try? RawReader.read(file, name: name, budget: Chain.budget).mosaic) == meant
  switch Chain.of(file, name: name, knowing: isRead ? nil : meant) {
  case .exact(let repacked, let mosaic):
    try expectWhole(repacked, file, mosaic, comment, sourceLocation: sourceLocation)
  case .refused(let fault):
    Issue.record("\(comment): \(fault)", sourceLocation: sourceLocation)
  }
  return isRead
}
