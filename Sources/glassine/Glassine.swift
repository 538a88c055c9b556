import ArgumentParser

/// The command line: parses words, calls one operation, prints, and ends with a documented exit status.
@main
struct Glassine: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "glassine",
    abstract: "Archive camera raws: smaller, every original back byte for byte, proved on demand.",
    discussion: """
      A first round trip:

        glassine archive ~/pictures ~/archive       take a folder in
        glassine audit ~/archive --level restore    prove that every original can be rebuilt
        glassine restore ~/archive --to ~/back      give the originals back

      The archive is a folder, and a BagIt bag: other tools can check it without Glassine.

      EXIT STATUS
        0 good · 1 failed · 3 partly done · 4 damage found and mended · 10 no archive · 11 locked by another run · 20 damage found
        21 needs a newer version or profile · 30 disk full · 64 wrong usage · 130 interrupted
      """,
    version: ProgramVersion.text,
    subcommands: [
      ArchiveCommand.self, RestoreCommand.self, PreviewCommand.self, BrowseCommand.self, RestoreJPEGCommand.self, AuditCommand.self,
      StatusCommand.self, ProtectCommand.self, RepairCommand.self, MirrorCommand.self, VerifyReceiptCommand.self, ListCommand.self,
      ShowCommand.self, InspectCommand.self, ProveUnitsCommand.self,
      BenchCommand.self, SelfTestCommand.self, SimulateCommand.self,
    ])

  static func main() {
    ProcessSettings.apply()
    main(nil)
  }
}

/// The program's version; docs/FORMAT.md has its own.
enum ProgramVersion {
  static let number = "0.1.0"
  /// What units and tag files name as their writer.
  static let software = "glassine \(number)"
  static let text = "glassine \(number) (archive format 1.0)"
}
