internal import ByteCoding
internal import SensorModel

/// What knows one kind of compressed stream and where camera files keep it.
protocol StreamEngine {
  /// Takes a file apart, in one way or in several that only the mosaic can choose from.
  ///
  /// Nothing where it is not the engine's kind of file; throws where it is and still cannot be.
  static func find(_ subject: StreamSubject) throws(Fault) -> [StreamFinding]
}

/// Asks the engines of compressed streams, and holds what they find against the raw reader's mosaic and the file's bytes.
struct StreamSearch {
  /// Residue longer than this part of the streams is not worth it: then the reader of the stream has gone astray.
  private static let residueShare = 20

  static var engines: [any StreamEngine.Type] {
    [
      CanonCRWEngine.self, LosslessJPEGLayout.self, NikonEngine.self, PentaxEngine.self, SonyEngine.self, PanasonicEngine.self,
      OlympusEngine.self, FujiEngine.self, CanonCRXEngine.self,
    ]
  }

  private static let crossCheck = "recipe.cross-check"

  let subject: StreamSubject
  let mosaic: Mosaic
  /// The part of the mosaic up to the last column and row in which the reader wrote anything: some decoders leave borders at 0 that they
  /// do not show.
  private let written: (width: Int, height: Int)

  init(subject: StreamSubject, mosaic: Mosaic) {
    (self.subject, self.mosaic) = (subject, mosaic)
    let width = mosaic.width
    written = mosaic.samples.withUnsafeBufferPointer { samples in
      guard let last = samples.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
      let height = last / width + 1
      var end = 0
      for row in 0..<height {
        var column = width
        while column > end, samples[row * width + column - 1] == 0 { column -= 1 }
        end = max(end, column)
      }
      return (end, height)
    }
  }

  /// The file taken apart; nil where no engine knows it. Throws the first engine's objection where none could do it.
  func run() throws(Fault) -> Repacked? {
    var objection: Fault?
    let isBlank = isBlank
    var unchecked: [StreamFinding] = []
    for engine in Self.engines {
      do throws(Fault) {
        for finding in try engine.find(subject) {
          do throws(Fault) {
            return try checked(finding)
          } catch {
            if isBlank && error.code == Self.crossCheck { unchecked.append(finding) } else { objection = objection ?? error }
          }
        }
      } catch {
        objection = objection ?? error
      }
    }
    // Without the reader's mosaic, the arrangement that makes the smoothest picture is the right one.
    if let finding = unchecked.filter({ $0.samples.count == mosaic.samples.count }).min(by: { roughness($0) < roughness($1) }) {
      return try repacked(finding, stored: own(finding), curve: nil, isCrossChecked: false)
    }
    if let objection { throw objection }
    return nil
  }

  /// Holds a finding against the reader's mosaic.
  private func checked(_ finding: StreamFinding) throws(Fault) -> Repacked {
    guard finding.samples.count == mosaic.samples.count, let fit = fit(finding), let curve = fit.function() else {
      throw .unsupported(
        Self.crossCheck, "the samples decoded from the file's \(finding.layout) do not explain what the raw reader makes of them")
    }
    // Codes that only lie where the reader wrote nothing have no place in the curve: codes are values as long as all others are.
    let isSame = finding.samples == mosaic.samples
    return try repacked(
      finding, stored: isSame ? mosaic : own(finding), curve: isSame || fit.isIdentity ? nil : curve, isCrossChecked: true)
  }

  /// How much samples differ from the next ones of a Bayer cell's same colour, to the right and below, over a part of the picture.
  private func roughness(_ finding: StreamFinding) -> Int {
    let (width, samples) = (mosaic.width, finding.samples)
    var sum = 0
    for row in stride(from: 0, to: max(0, mosaic.height - 2), by: 3) {
      for column in stride(from: 0, to: max(0, width - 2), by: 3) {
        let place = row * width + column
        sum += abs(Int(samples[place]) - Int(samples[place + 2])) + abs(Int(samples[place]) - Int(samples[place + 2 * width]))
      }
    }
    return sum
  }

  private func own(_ finding: StreamFinding) -> Mosaic {
    Mosaic(width: mosaic.width, height: mosaic.height, samples: finding.samples)
  }

  /// Whether the raw reader gave one value everywhere: then it has not decoded the file, whatever it says.
  private var isBlank: Bool {
    guard let first = mosaic.samples.first else { return true }
    return mosaic.samples.allSatisfy { $0 == first }
  }

  private func repacked(
    _ finding: StreamFinding, stored: Mosaic, curve: [UInt16]?, isCrossChecked: Bool
  ) throws(Fault) -> Repacked {
    let residue = try residue(finding, stored)
    let recipe = Recipe(
      fileLength: subject.file.count, width: mosaic.width, height: mosaic.height, layouts: [finding.layout], segments: finding.segments)
    return Repacked(
      recipe: recipe, skeleton: finding.segments.skeleton(of: subject.file), residue: residue, stored: stored,
      linearization: curve, isCrossChecked: isCrossChecked)
  }

  /// The reader's values by code, where it wrote any; nil where samples of one code have several.
  private func fit(_ finding: StreamFinding) -> CurveFit? {
    var fit = CurveFit()
    // A mosaic of zeros may be that of a dark frame.
    let part = written.height > 0 ? written : (width: mosaic.width, height: mosaic.height)
    let (width, height) = (part.width, min(part.height, mosaic.height - finding.uncheckedRows))
    let isFunction = finding.samples.withUnsafeBufferPointer { codes in
      mosaic.samples.withUnsafeBufferPointer { values in
        (0..<max(0, height)).allSatisfy { row in
          let part = (row * mosaic.width)..<(row * mosaic.width + width)
          return fit.add(codes: UnsafeBufferPointer(rebasing: codes[part]), values: UnsafeBufferPointer(rebasing: values[part]))
        }
      }
    }
    return isFunction ? fit : nil
  }

  /// What differs between the streams as they are made again and as the file has them: as a rule nothing.
  private func residue(_ finding: StreamFinding, _ stored: Mosaic) throws(Fault) -> [UInt8] {
    let limit = max(256, finding.segments.reduce(0) { $0 + $1.byteCount } / Self.residueShare)
    var writer = ResidueWriter()
    for segment in finding.segments {
      var position = segment.offset
      try SegmentMaker(layout: finding.layout, segment: segment, stored: stored).forEachChunk { (chunk) throws(Fault) in
        subject.file.withUnsafeBytes { bytes in
          let original = UnsafeRawBufferPointer(rebasing: bytes[position..<(position + chunk.count)])
          writer.append(made: UnsafeRawBufferPointer(chunk), original: original)
        }
        position += chunk.count
      }
      guard writer.count <= limit else {
        throw .unsupported("recipe.inexact", "the file's \(finding.layout) does not come back from its samples byte for byte")
      }
    }
    return writer.finish()
  }
}
