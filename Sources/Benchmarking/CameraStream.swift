internal import TIFFReading

/// The samples as the camera wrote them: how many bytes of the file they take, and with which coding.
package struct CameraStream: Hashable, Sendable, Codable {
  package let bytes: Int64
  /// TIFF's Compression: 1 for samples as they are, packed or in words; nil in files of other kinds.
  package let compression: Int?

  /// What a TIFF-like file or a CRW says of the image of this size; nil where it does not say, and for files of other kinds.
  ///
  /// `dataOffset` is where the raw reader found the samples: it decides between images, and stands for sizes that are not said, as in CR2.
  init?(of file: [UInt8], width: Int, height: Int, dataOffset: Int?) {
    if let stream = CameraStream(ofCIFF: file) {
      self = stream
      return
    }
    guard let structure = try? TIFFStructure(parsing: file, lenient: true) else { return nil }
    var best: (stream: CameraStream, isExact: Bool, samples: Int)?
    for directory in structure.directories {
      guard let runs = directory.sampleRuns, let total = Self.sum(of: runs, fileLength: file.count) else { continue }
      let isExact = dataOffset.map { offset in runs.contains { $0.offset == offset } } ?? false
      let image = directory.imageLayout
      guard isExact || image.map({ Self.mayBe($0, width: width, height: height) }) ?? false else { continue }
      let samples = image.map { $0.width * $0.height } ?? 0
      if let found = best, (found.isExact ? 1 : 0, found.samples) >= (isExact ? 1 : 0, samples) { continue }
      let compression = directory[TIFFTag.compression]?.integer ?? 1
      best = (CameraStream(bytes: total, compression: compression), isExact, samples)
    }
    guard let best else { return nil }
    self = best.stream
  }

  init(bytes: Int64, compression: Int?) {
    self.bytes = bytes
    self.compression = compression
  }

  /// Nil where a run lies outside the file, or all together are larger than it: such counts are wrong.
  private static func sum(of runs: [(offset: Int, count: Int)], fileLength: Int) -> Int64? {
    var sum = 0
    for run in runs {
      guard run.offset >= 0, run.count > 0, run.count <= fileLength, run.offset <= fileLength - run.count else { return nil }
      sum += run.count
      guard sum <= fileLength else { return nil }
    }
    return sum > 0 ? Int64(sum) : nil
  }

  /// One sample a photosite, and about as many as the mosaic has: readers leave out borders, or add them.
  private static func mayBe(_ image: TIFFImageLayout, width: Int, height: Int) -> Bool {
    image.samplesPerPixel == 1 && image.width * 20 >= width * 19 && image.width * 19 <= width * 20 && image.height * 20 >= height * 19
      && image.height * 19 <= height * 20
  }
}

extension TIFFDirectory {
  /// The strips or tiles with the lengths the file gives them; nil where one has none.
  fileprivate var sampleRuns: [(offset: Int, count: Int)]? {
    let limit = 1 << 18
    let isTiled = self[TIFFTag.tileOffsets] != nil
    guard let offsets = self[isTiled ? TIFFTag.tileOffsets : TIFFTag.stripOffsets]?.integers(limit: limit),
      let counts = self[isTiled ? TIFFTag.tileByteCounts : TIFFTag.stripByteCounts]?.integers(limit: limit),
      !offsets.isEmpty, offsets.count == counts.count
    else { return nil }
    return zip(offsets, counts).map { (offset: $0, count: $1) }
  }
}
