internal import ArchiveFormat
internal import ArchiveStore
internal import ByteCoding
internal import MetadataCoding
internal import ShotMetadata
internal import Synchronization
internal import UnitCoding

/// A unit that lies aside, written but not published.
struct PendingUnit: Sendable {
  let entry: SourceEntry
  /// The source as it was when it was read; nil for links and folders.
  var source: FileStatus?
  let staged: StagedFile
  var record: FileRecord
  let bytes: Int64
  /// Set where the unit was proved from the medium already.
  var digest: SHA256Digest?
  var sizes: PartSizes?
  var facts: ShotFacts?
  var metadata: MetadataBlock?
}

/// Units waiting to be proved and published together: waiting for the medium once for many small files, not five times for each.
final class PendingUnits: Sendable {
  private let units = Mutex<[PendingUnit]>([])
  /// Small enough that a batch is done in a moment, and little has to be done again after a crash.
  private static let batchCount = 64
  private static let smallBytes: Int64 = 256 << 10

  /// Takes a unit, and gives the batches that are due: a large one alone and at once, small ones when there are many.
  func add(_ unit: PendingUnit) -> [[PendingUnit]] {
    guard unit.bytes <= Self.smallBytes else { return [[unit]] }
    return units.withLock { units in
      units.append(unit)
      guard units.count >= Self.batchCount else { return [] }
      defer { units.removeAll() }
      return [units]
    }
  }

  /// Everything that still waits.
  func takeAll() -> [PendingUnit] {
    units.withLock { units in
      defer { units.removeAll() }
      return units
    }
  }
}
