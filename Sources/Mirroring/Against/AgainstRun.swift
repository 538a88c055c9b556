internal import ArchiveStore
package import ByteCoding
internal import Proofs
package import Reporting

/// Holds two copies of an archive against each other, byte by byte, and heals each from the other.
///
/// The rules:
///
/// * A file is right where it has the digest its copy's own manifest lists. A damaged or lost one is rebuilt from the other copy where that
///   has a file of this digest: aside, synced, read back, compared; the damaged one goes to quarantine. The manifest stays as it is.
/// * Where a unit is damaged in both, it is put together from sound sections of both, if the whole then has the digest.
/// * A tag file is rebuilt from the other copy where its own tag manifest lists the digest the other's has.
/// * All tag files of a copy are taken from the other where the copy's contradict each other or do not describe what lies there, the other's
///   are consistent, and what lies in the copy is, byte for byte, just what the other's manifest lists. Nothing is decided otherwise.
/// * What only one copy lists, or lists with another digest, is no damage: that copy is ahead, and `mirror` is for that. Nothing is removed.
///
/// Each step replaces one file at once, so a kill leaves files healed or not; between tag files, a copy whose tag files contradict each
/// other, which the next run heals by the same rule.
package struct AgainstRun: Sendable {
  private let archivePath: String
  private let targetPath: String
  private let options: AgainstOptions
  private let control: OperationControl

  package init(_ archive: String, against target: String, options: AgainstOptions, control: OperationControl) {
    archivePath = archive
    targetPath = target
    self.options = options
    self.control = control
  }

  /// Damage is reported as findings. Throws where nothing can be compared: `archive.none`, `archive.locked`, `mirror.same`,
  /// `mirror.nested`, `mirror.unfinished`, `mirror.blank`, `against.manifests`; or a copy takes nothing more.
  package func run() throws(Fault) -> AgainstSummary {
    try CopyPlaces.check(archivePath, targetPath)
    let (archive, target) = (try Archive.open(archivePath), try Archive.open(targetPath))
    let copies = [
      try ArchiveCopy(archive, options: options, control: control), try ArchiveCopy(target, options: options, control: control),
    ]
    for copy in copies where options.heals && !copy.canHeal {
      control.report(.notice("\(copy.path) cannot be written to: what could be healed there is only reported"))
    }
    do throws(Fault) {
      let summary = try AgainstWork(copies, options: options, control: control).run()
      for copy in copies { copy.record(summary.isComplete ? .done : .stopped) }
      return summary
    } catch {
      for copy in copies { copy.record(.failed) }
      throw error
    }
  }
}
