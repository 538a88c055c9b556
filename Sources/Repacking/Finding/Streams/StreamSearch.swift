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
      CanonCRWLayout.self, LosslessJPEGLayout.self, NikonEngine.self, PentaxEngine.self,
    ]
  }

  let subject: StreamSubject
  let mosaic: Mosaic

  /// The file taken apart; nil where no engine knows it. Throws the first engine's objection where none could do it.
  func run() throws(Fault) -> Repacked? {
    var objection: Fault?
    for engine in Self.engines {
      do throws(Fault) {
        for finding in try engine.find(subject) {
          do throws(Fault) { return try repacked(finding) } catch { objection = objection ?? error }
        }
      } catch {
        objection = objection ?? error
      }
    }
    if let objection { throw objection }
    return nil
  }

  private func repacked(_ finding: StreamFinding) throws(Fault) -> Repacked {
    guard let curve = curve(finding.samples) else {
      throw .unsupported(
        "recipe.cross-check", "the samples decoded from the file's \(finding.layout) do not explain what the raw reader makes of them")
    }
    let isIdentity = curve.indices.allSatisfy { Int(curve[$0]) == $0 } || finding.samples == mosaic.samples
    let stored = isIdentity ? mosaic : Mosaic(width: mosaic.width, height: mosaic.height, samples: finding.samples)
    let residue = try residue(finding, stored)
    let recipe = Recipe(
      fileLength: subject.file.count, width: mosaic.width, height: mosaic.height, layouts: [finding.layout], segments: finding.segments)
    return Repacked(
      recipe: recipe, skeleton: finding.segments.skeleton(of: subject.file), residue: residue, stored: stored,
      linearization: isIdentity ? nil : curve)
  }

  /// The reader's value of each code; nil where samples of one code have several.
  private func curve(_ samples: [UInt16]) -> [UInt16]? {
    guard samples.count == mosaic.samples.count else { return nil }
    var fit = CurveFit()
    let isFunction = samples.withUnsafeBufferPointer { codes in
      mosaic.samples.withUnsafeBufferPointer { fit.add(codes: codes, values: $0) }
    }
    return isFunction ? fit.function() : nil
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
