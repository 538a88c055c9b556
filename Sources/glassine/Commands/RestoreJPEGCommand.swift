import ArgumentParser
import ByteCoding
import Foundation
import Inference
import JPEGRestoration
import PictureCoding
import ReleasedProfiles
import Reporting

/// `glassine restore-jpeg`
struct RestoreJPEGCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore-jpeg",
    abstract: "Make a clean reading copy of a compressed JPEG, with a network.",
    discussion: """
      Takes away what strong compression put into a JPEG: blocks, ringing, banding. The file itself is only read.

        glassine restore-jpeg small.jpg --output small.png
        glassine restore-jpeg *.jpg --to restored --format jxl

      The result is what a network thinks the picture was, within what the JPEG allows: coding it again with the same tables would give the
      same file back. It is a copy to read and to show, no document of what the camera saw.

      --model dcsc works on the pixels and is the better of the two; hr-cnn works on the coefficients and is faster. Both know the file's
      quantisation tables, and leave next to nothing to do at high qualities. Colour, subsampling, ICC profile and Exif are kept; the picture
      is turned upright. CMYK files and damaged ones are refused, with the reason.

      The output is PNG, TIFF or JPEG XL, all without further loss, by its name or by --format.
      """)

  @Argument(help: "The JPEG files.", completion: .file(extensions: ["jpg", "jpeg"]))
  var files: [String]

  @Option(help: "The network.")
  var model: RestorationModel = .dcsc

  @Option(name: .shortAndLong, help: ArgumentHelp("The restored picture, of one file.", valueName: "file"), completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("A folder for the restored pictures, named like the files.", valueName: "folder"), completion: .directory)
  var to: String?

  @Option(help: ArgumentHelp("png, tiff or jxl; with --to.", valueName: "format"))
  var format: LosslessFormat?

  @Flag(help: "Replace pictures that are there.")
  var overwrite = false

  @Option(help: ArgumentHelp("Weights from a training run, instead of the program's own.", visibility: .hidden))
  var weights: String?

  @OptionGroup var jobs: JobOptions
  @OptionGroup var display: OutputOptions

  func validate() throws {
    guard (output == nil) != (to == nil) else { throw ValidationError("give --output FILE for one file, or --to FOLDER") }
    if let output {
      guard files.count == 1 else { throw ValidationError("--output takes one file; give --to FOLDER for several") }
      guard format == nil else { throw ValidationError("--format goes with --to; the name after --output tells the format") }
      guard LosslessFormat(fileName: output) != nil else {
        throw ValidationError("“\(output)” should end in .png, .tif, .tiff or .jxl")
      }
    }
  }

  func run() throws {
    try Session(display).run { control throws(Fault) in
      var options = JPEGRestorationRun.Options(model: model.network, jobs: jobs.jobs)
      options.overwrites = overwrite
      if let to { try makeFolder(to) }
      let run = JPEGRestorationRun(try tensors(), options: options, control: control)
      return outcome(try run.run(try items()))
    }
  }

  private func makeFolder(_ path: String) throws(Fault) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Fault(.environment, "folder.create", "the folder cannot be made: \(error.localizedDescription)", file: path)
    }
  }

  private func tensors() throws(Fault) -> TensorFile {
    if let weights {
      guard let bytes = FileManager.default.contents(atPath: weights) else {
        throw Fault(.environment, "file.read", "the weights cannot be read", file: weights)
      }
      return try TensorFile([UInt8](bytes))
    }
    return try model.weights.tensors()
  }

  private func items() throws(Fault) -> [JPEGRestorationItem] {
    if let output {
      return [JPEGRestorationItem(source: files[0], target: output, format: LosslessFormat(fileName: output)?.format ?? .png)]
    }
    let format = format ?? .png
    var taken: Set<String> = []
    var items: [JPEGRestorationItem] = []
    for file in files {
      let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension + ".\(format.rawValue)"
      guard taken.insert(name.lowercased()).inserted else {
        throw Fault(
          .misuse, "picture.names", "two of the files would become \(name)", advice: "restore them into folders of their own")
      }
      items.append(JPEGRestorationItem(source: file, target: ((to ?? ".") as NSString).appendingPathComponent(name), format: format.format))
    }
    return items
  }

  private func outcome(_ summary: JPEGRestorationRun.Summary) -> RunOutcome {
    var outcome = RunOutcome(operation: "restore-jpeg", archive: "", headline: "", verdict: "")
    outcome.fields = [
      "model": .text(model.rawValue), "restored": .number(Int64(summary.restored)), "failed": .number(Int64(summary.failed)),
      "pixels": .number(summary.pixels),
    ]
    outcome.headline = "Restored \(HumanNumber.count(summary.restored, "JPEG")) → \(output ?? to ?? "")"
    outcome.rows = [("network", model.rawValue), ("size", String(format: "%.1f MP", Double(summary.pixels) / 1e6))]
    outcome.isInterrupted = !summary.isComplete
    if summary.failed > 0 {
      outcome.mood = .bad
      outcome.verdict = "\(HumanNumber.count(summary.failed, "file")) could not be restored; the lines above say why."
      outcome.exitStatus = summary.restored > 0 ? .partlyDone : .failed
    } else if !summary.isComplete {
      outcome.mood = .warning
      outcome.exitStatus = .interrupted
    }
    return outcome
  }
}

/// A picture format that loses nothing.
enum LosslessFormat: String, ExpressibleByArgument, CaseIterable {
  case png, tiff, jxl

  /// By the ending of a name; nil where it is another one.
  init?(fileName: String) {
    let ending = (fileName as NSString).pathExtension.lowercased()
    self.init(rawValue: ending == "tif" ? "tiff" : ending)
  }

  var format: PictureFormat {
    switch self {
    case .png: .png
    case .tiff: .tiff
    case .jxl: .jxl(distance: 0)
    }
  }
}
