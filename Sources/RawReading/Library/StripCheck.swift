internal import ByteCoding
internal import CanonCRX
internal import FujiRAF
internal import SensorModel

/// Looks through compressed samples that LibRaw decodes on several threads, before LibRaw does.
///
/// Nothing thrown may leave a thread of OpenMP: where codes of a Fujifilm strip or a CR3's band need more bytes than they have, LibRaw
/// ends the whole program (0.20; the code is the same in 0.21). So our own decoders go first, over the very bytes LibRaw will decode. What
/// they do not know (lossy strips, wavelets) nobody has looked through.
enum StripCheck {
  /// LibRaw counts from behind the stream's header.
  private static let fujiHeader = 16

  /// `hints` and the size are LibRaw's, of the opened file.
  ///
  /// Throws `damaged` (`raw.corrupt`) where LibRaw must not decode the file, and `unsupported` (`raw.unchecked`) where nobody can say.
  /// Cost for such files: one decoding, some 80 megasamples a second.
  static func check(
    _ file: [UInt8], hints: StorageHints, width: Int, height: Int, budget: MemoryBudget
  ) throws(Fault) {
    let other = Fault.unsupported("raw.unchecked", "LibRaw takes its samples from elsewhere than the file's own headers say")
    do throws(Fault) {
      if hints.decoderName.hasPrefix("fuji_compressed") {
        guard let found = try FujiRAFFile.find(in: file, budget: budget).first, found.range.upperBound <= file.count,
          let offset = hints.dataOffset, offset == found.range.lowerBound || offset == found.range.lowerBound + fujiHeader,
          found.format.width == width, found.format.height == height
        else { throw other }
        // LibRaw does not look at the length that the directory gives.
        _ = try FujiRAFStream(file[found.range.lowerBound...], format: found.format).decoded()
      } else if hints.decoderName.hasPrefix("crx") {
        guard let found = try CR3File.find(in: file, budget: budget).first, found.range.upperBound <= file.count,
          found.format.width == width, found.format.height == height
        else { throw other }
        _ = try CRXStream(file[found.range], format: found.format).decoded()
      }
    } catch {
      if error.kind == .unsupported { throw .unsupported("raw.unchecked", error.cause) }
      throw .damaged("raw.corrupt", "the compressed samples are damaged: \(error.cause)", at: error.place)
    }
  }
}
