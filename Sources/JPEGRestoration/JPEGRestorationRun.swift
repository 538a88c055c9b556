package import ByteCoding
package import Inference
package import PictureCoding
package import Reporting
internal import ArchiveStore
internal import Foundation
internal import Synchronization

/// One JPEG and where its restored picture goes.
package struct JPEGRestorationItem: Sendable {
  package let source: String
  package let target: String
  package let format: PictureFormat

  package init(source: String, target: String, format: PictureFormat) {
    (self.source, self.target, self.format) = (source, target, format)
  }
}

/// Restores JPEG files, one after the other, each on all threads.
package struct JPEGRestorationRun: Sendable {
  package struct Options: Sendable {
    package var model: PlaneRestoration.Model
    package var jobs: Int
    /// Whether files that are there may be replaced.
    package var overwrites = false

    package init(model: PlaneRestoration.Model, jobs: Int) { (self.model, self.jobs) = (model, jobs) }
  }

  package struct Summary: Sendable {
    package var restored = 0
    package var failed = 0
    package var pixels: Int64 = 0
    package var isComplete = true
  }

  private let options: Options
  private let restoration: PictureRestoration
  private let control: OperationControl

  package init(_ weights: TensorFile, options: Options, control: OperationControl) {
    self.options = options
    self.control = control
    restoration = PictureRestoration(options.model, weights)
  }

  /// What fails of one file is reported, and does not keep others from their turn. Throws only where no file can be written any more.
  package func run(_ items: [JPEGRestorationItem]) throws(Fault) -> Summary {
    var summary = Summary()
    let sizes = items.map { Self.size($0.source) }
    control.report(.phaseStarted(.restoring, totalFiles: items.count, totalBytes: sizes.reduce(0) { $0.addingSaturated($1) }))
    for (item, size) in zip(items, sizes) {
      guard !control.isStopped else { break }
      control.report(.fileStarted(path: item.source, bytes: size))
      var report = FileReport(path: item.source, outcome: .done, kind: "jpeg", originalBytes: size)
      do throws(Fault) {
        guard let pixels = try restore(item, size: size) else { break }
        summary.pixels += Int64(pixels)
        summary.restored += 1
      } catch {
        guard !error.isFull else { throw error }
        summary.failed += 1
        report.outcome = .failed
        report.reason = error.advice.map { "\(error.cause); \($0)" } ?? error.cause
        report.code = error.code
      }
      control.report(.fileFinished(report))
    }
    control.report(.phaseEnded(.restoring))
    summary.isComplete = !control.isStopped
    return summary
  }

  /// How many pixels were restored; nil where the run was stopped.
  private func restore(_ item: JPEGRestorationItem, size: Int64) throws(Fault) -> Int? {
    do throws(Fault) {
      if !options.overwrites, FileManager.default.fileExists(atPath: item.target) {
        // Before the work is done; writing looks again.
        throw Fault(
          .misuse, "picture.exists", "there is something of this name already", file: item.target,
          advice: "name another file, or give --overwrite to replace it")
      }
      let jpeg = try QuantisedJPEG(reading: Self.read(item.source, size: size))
      let told = ProgressParts(item.source, bytes: size, control)
      guard let picture = try restoration.restore(jpeg, jobs: options.jobs, advanced: told.advanced) else { return nil }
      let exif = jpeg.exif.flatMap { ExifBlock($0) }?.forUprightPicture()
      try PictureWriter.write(
        picture.oriented(jpeg.orientation), as: item.format, exif: exif, to: item.target, replacing: options.overwrites)
      return picture.width * picture.height
    } catch {
      throw error.file == nil ? error.in(file: item.source) : error
    }
  }
}

extension JPEGRestorationRun {
  /// A larger file is no picture.
  private static let mostBytes: Int64 = 1 << 30

  private static func size(_ path: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }

  private static func read(_ path: String, size: Int64) throws(Fault) -> [UInt8] {
    guard size <= mostBytes else { throw Fault(.overLimit, "size.limit", "\(size) bytes are more than a JPEG has", file: path) }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Fault(.environment, "file.read", "the file cannot be read: \(error.localizedDescription)", file: path)
    }
  }
}

/// Tells shares of one file as the bytes they stand for, a hundred times at most.
private final class ProgressParts: Sendable {
  private let path: String
  private let bytes: Int64
  private let control: OperationControl
  private let told = Mutex<Int64>(0)

  init(_ path: String, bytes: Int64, _ control: OperationControl) { (self.path, self.bytes, self.control) = (path, bytes, control) }

  func advanced(_ share: Double) -> Bool {
    let now = Int64(share * Double(bytes))
    let more = told.withLock { told -> Int64 in
      guard now - told >= max(1, bytes / 100) else { return 0 }
      defer { told = now }
      return now - told
    }
    if more > 0 { control.report(.partDone(path: path, bytes: more)) }
    return !control.isStopped
  }
}
