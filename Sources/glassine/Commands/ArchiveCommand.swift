import ArchiveStore
import Archiving
import ArgumentParser
import ByteCoding
import CarriedDocuments
import Cataloguing
import Foundation
import PlaneCodec
import Protection
import Receipts
import Reporting

/// `glassine archive`
struct ArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Take a folder of raws, and everything beside them, into an archive.",
    discussion: """
      Every file is archived. Raws that can be taken apart are kept as coded mosaic and recipe (file-exact); all other files are stored
      whole, compressed, and the summary says why. Each unit is read back from disk and compared with the original before it counts.

      Run it again at any time: unchanged files are skipped, changed ones become a new version, an interrupted run goes on. The source is
      never written to, but for --delete-originals.

      The archive gets parity: damaged or lost files can be rebuilt with glassine repair. --parity says how much.

      Changed means: size or modification time differ and the bytes do too. --checksum compares the bytes of every file.

      --receipt signs what the run did: a text file that says of every file what it was and what was proved, for later, for others, or for
      comparing. verify-receipt checks it.

      --delete-originals removes a source file only when all of this is so: the run came to its end; the file's newest unit gives the whole
      file back (never sensor-exact); another process has read that unit from the medium and rebuilt the file; parity covers the unit, or
      --second-copy names a copy of the archive whose unit was read and is right; and the source, read once more, is still the same file
      with the same bytes. Links, folders, and all that failed or was skipped stay. Exit status 3: some originals stay; 20: a unit could
      not be proved. With --receipt the removals get a receipt of their own. --dry-run says what would be removed.
      """)

  @Argument(help: "The folder (or single file) to archive.", completion: .directory)
  var source: String

  @Argument(help: "The archive: a new or empty folder, or an archive made before.", completion: .directory)
  var archive: String

  @Option(
    help: ArgumentHelp(
      "original: every file comes back byte for byte. mosaic: of raws keep only sensor data and metadata (sensor-exact); the original files can NOT be had back.",
      valueName: "what"))
  var keep: Keep = .original

  @Option(
    help: ArgumentHelp(
      "How mosaics are coded: fast, standard, max (densest), jxl (JPEG XL, effort 7), jxl1 to jxl9, or stored.", valueName: "name"))
  var profile: ProfileName = .standard

  @Option(help: ArgumentHelp("Put everything below this path inside the archive, so that several sources do not mix.", valueName: "path"))
  var under: ArchivedPath?

  @Option(
    help: ArgumentHelp(
      "Parity to repair damage with, 0% to 30%; new archives get 6%, others go on as they are. 0% makes none.", valueName: "share"))
  var parity: ParityShare?

  @Flag(help: "Compare contents even where size and time say that a file has not changed.")
  var checksum = false

  @Flag(help: "Say what would be archived; write nothing.")
  var dryRun = false

  @OptionGroup(title: "Receipts and originals") var receipts: ReceiptOptions
  @OptionGroup var jobs: JobOptions
  @OptionGroup var output: OutputOptions

  enum Keep: String, ExpressibleByArgument, CaseIterable { case original, mosaic }

  func run() throws {
    var options = ArchiveOptions(
      planes: PlaneEncoder(profile: profile.profile, workers: jobs.jobs), jobs: jobs.jobs, software: ProgramVersion.software)
    options.keep = keep == .mosaic ? .mosaic : .original
    options.dryRun = dryRun
    options.documents = CarriedDocuments.all(version: ProgramVersion.number)
    options.under = under?.path
    options.checkContents = checksum
    let (began, final) = (Date(), options)
    var result: ArchiveClosing.Result?
    var covered: ProtectSummary?
    try Session(output).perform(.archive(source: source, dryRun: dryRun), archive: archive) { control throws(Fault) in
      let isNew = try ProtectCommand.isNew(archive)
      var wishes = ArchiveClosing.Wishes()
      if !dryRun { wishes.key = try receipts.signingKey() }
      (wishes.receiptCopies, wishes.deletesOriginals, wishes.secondCopy) = (
        receipts.receiptTo, receipts.deleteOriginals, receipts.secondCopy
      )
      (wishes.isDryRun, wishes.jobs) = (dryRun, jobs.jobs)
      // A wrong name is said now, not after hours.
      if let copy = receipts.secondCopy { _ = try Archive.open(copy) }
      let ledger = wishes.isEmpty ? nil : Ledger()
      var failure: Fault?
      do throws(Fault) {
        try ArchiveRun(source: source, options: final, control: control, observer: ledger).run(into: archive)
        // Before anything is said of the originals: parity is what lets them go.
        if !dryRun, !control.isStopped, try ProtectCommand.isWanted(parity, archive, isNew: isNew) {
          covered = try ProtectCommand.protect(archive, share: parity, at: nil, jobs: jobs.jobs, control)
        }
      } catch { failure = error }
      let closing = ArchiveClosing(
        wishes: wishes, source: source, archive: archive, under: under?.path, began: began, control: control)
      // A run that could not even begin has nothing to state.
      if let ledger, failure == nil || ledger.hasBegun {
        do throws(Fault) { result = try closing.close(ledger, failure: failure) } catch { failure = failure ?? error }
      }
      if let failure { throw failure }
      guard !dryRun, !control.isStopped else { return }
      // So that the first list does not have to read everything that was just written. The next list makes what is missing here.
      control.report(.phaseStarted(.cataloguing, totalFiles: nil, totalBytes: nil))
      _ = try? Catalog(Archive.open(archive))
      control.report(.phaseEnded(.cataloguing))
    } more: { summary in
      summary.closing = result
      summary.parity = covered
    }
  }
}
