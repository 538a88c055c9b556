internal import SensorModel
internal import TIFFReading

/// Says in words why no recipe was found.
enum NoLayoutReason {
  static func text(images: [TIFFImageLayout], hints: StorageHints) -> String {
    let sensor = images.filter { $0.photometric == 32_803 || $0.photometric == 34_892 }
    let largest = (sensor.isEmpty ? images : sensor).max { $0.width * $0.height < $1.width * $1.height }
    let limits = "this program does not take this coding apart"
    if let largest, largest.compression != 1 {
      let name = TIFFCompression.name(largest.compression).map { ": \($0)" } ?? ""
      return "the samples are compressed (Compression \(largest.compression)\(name)); \(limits)"
    }
    let routine = hints.decoderName.isEmpty ? "" : " (the reader decodes them with \(hints.decoderName))"
    return "the samples do not lie in the file as they are\(routine); \(limits)"
  }
}
