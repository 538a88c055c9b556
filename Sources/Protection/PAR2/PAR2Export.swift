internal import ArchiveFormat
package import ArchiveStore
package import ByteCoding
internal import PAR2Coding
internal import ParityCoding
package import Reporting

/// What an export is to be.
package struct PAR2Options: Sendable {
  /// Parts of 10,000.
  package var share = ProtectOptions.standardOverhead
  package var folder: String
  /// Make sets anew that are there already.
  package var renew = false
  package var jobs: Int
  /// Name and version of the program.
  package var software: String

  package init(folder: String, jobs: Int, software: String) {
    self.folder = folder
    self.jobs = jobs
    self.software = software
  }
}

/// What an export did.
package struct PAR2Summary: Hashable, Sendable {
  package var setsMade = 0
  package var setsKept = 0
  package var setsRemoved = 0
  /// Covered when the run ended, tag files not counted.
  package var files = 0
  package var bytes: Int64 = 0
  /// Bytes of all PAR2 files.
  package var parityBytes: Int64 = 0
  /// Files that could not be covered because they are damaged, missing or unreadable.
  package var refused = 0
  package var isComplete = true

  package init() {}
}

/// Writes PAR 2.0 files over an archive into a folder elsewhere, and keeps them up to date; the archive is only read.
///
/// Memory: that of one set's encoder, and one name a set.
package struct PAR2Export {
  private let archive: Archive
  private let options: PAR2Options
  private let control: OperationControl

  package init(_ archive: Archive, options: PAR2Options, control: OperationControl) {
    self.archive = archive
    self.options = options
    self.control = control
  }

  /// Files that are damaged are reported as findings and left out.
  ///
  /// Throws `par2.inside`, `par2.foreign`, `parity.tags` where the manifests are damaged, `archive.locked`, `.environment`.
  package func run() throws(Fault) -> PAR2Summary {
    if try archive.isUnfinished { control.report(.notice("files of a run that has not ended are left out; run the same command again")) }
    for fault in try TagManifest.faults(archive) where !TagDocuments.isName(fault.file ?? "") {
      throw Fault(
        .damaged, "parity.tags", fault.cause, file: fault.file,
        advice: "nothing was exported; run glassine repair \(archive.root.path) first")
    }
    let place = try PAR2Folder(options.folder, archive: archive)
    let lock = try place.lock()
    defer { withExtendedLifetime(lock) {} }
    try place.clean()
    var summary = PAR2Summary()
    let cutter = PAR2Cutter(archive: archive, share: options.share)
    let maker = PAR2SetMaker(archive: archive, place: place, options: options, control: control)
    control.report(.phaseStarted(.scanning, totalFiles: nil, totalBytes: nil))
    var (files, bytes) = (0, Int64(0))
    try cutter.forEach({ _ in }) { set throws(Fault) in
      if try maker.isThere(set) { return !control.isStopped }
      files += set.files.count
      bytes += Int64(set.bytes)
      return !control.isStopped
    }
    control.report(.phaseEnded(.scanning))
    control.report(.phaseStarted(.protecting, totalFiles: files, totalBytes: bytes))
    var names: Set<String> = []
    try cutter.forEach { path in
      summary.refused += 1
      control.report(.finding(Finding(kind: .missing, file: path, detail: "not covered: listed in the manifest, but not there")))
    } _: { set throws(Fault) in
      guard !control.isStopped else { return false }
      let isThere = try maker.isThere(set)
      let made = isThere ? set : try maker.make(set, refused: &summary.refused)
      guard let made else { return !control.isStopped }
      if isThere { summary.setsKept += 1 } else { summary.setsMade += 1 }
      let name = made.name(share: options.share)
      names.insert(name)
      summary.files += made.files.count
      summary.bytes += Int64(made.bytes)
      summary.parityBytes += Int64(try place.size(name) ?? 0)
      return true
    }
    if !control.isStopped {
      try maker.makeTags()
      summary.parityBytes += Int64(try place.size(PAR2Folder.tagsName) ?? 0)
      // What older sets know of a file that is damaged now is what it can be repaired from.
      if summary.refused == 0 { summary.setsRemoved = try place.retire(but: names) }
      try place.folder.synchronize()
    }
    control.report(.phaseEnded(.protecting))
    summary.isComplete = !control.isStopped
    return summary
  }
}
