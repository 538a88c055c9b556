internal import ByteCoding
internal import Foundation
internal import PlaneCodec
internal import RawReading
internal import SensorModel
internal import ShotMetadata
internal import ZstdCoding

/// One raw in every form that a coder may ask for.
struct BenchSubject {
  let name: String
  let camera: String
  let file: [UInt8]
  let width: Int
  let height: Int
  /// Bits that the largest sample needs, at least 1.
  let bits: Int
  let packed: [UInt8]
  private let layout: PlaneLayout
  private let planes: [Plane]

  var samples: Int { width * height }

  /// Throws what reading throws, and `bench.file` (environment) for files that cannot be opened.
  init(reading name: String, budget: MemoryBudget) throws(Fault) {
    let bytes = try Self.contents(name, limit: budget.fileBytes)
    let capture = try RawReader.read(bytes, name: name, budget: budget)
    self.init(name: name, camera: Self.camera(capture.facts.camera), file: bytes, mosaic: capture.mosaic, cfa: capture.facts.sensor.cfa)
  }

  init(name: String, camera: String, file: [UInt8], mosaic: Mosaic, cfa: ColorFilterArray) {
    self.name = name
    self.camera = camera
    self.file = file
    width = mosaic.width
    height = mosaic.height
    bits = max(1, 16 - (mosaic.samples.max() ?? 0).leadingZeroBitCount)
    packed = PackedSamples.pack(mosaic.samples, bits: bits)
    layout = PlaneLayout(width: mosaic.width, height: mosaic.height, cfa: cfa)
    planes = layout.split(mosaic)
  }

  /// Codes and decodes once at least, and until the clock can be trusted; compares what came back.
  func measure(_ coder: BenchCoder) throws(Fault) -> BenchMeasure {
    switch coder.method {
    case .profile(let profile): try measurePlanes(coder, profile)
    case .zstd(let level): try measureBytes(coder, coder.input == .file ? file : packed, level: level)
    }
  }

  private func measurePlanes(_ coder: BenchCoder, _ profile: CodingProfile) throws(Fault) -> BenchMeasure {
    let indices = layout.planeIndices
    let encoder = PlaneEncoder(profile: profile, workers: 1)
    let (coded, encoding) = try Stopwatch.fastest { () throws(Fault) in try encoder.encode(all: planes, indices: indices) }
    let (decoded, decoding) = try Stopwatch.fastest { () throws(Fault) -> [Plane] in
      var decoded: [Plane] = []
      for (position, part) in coded.enumerated() {
        let size = layout.size(ofPlane: indices[position])
        decoded.append(
          try PlaneDecoder.decode(
            part.payload[...], index: indices[position], width: size.width, height: size.height, earlier: decoded, workers: 1))
      }
      return decoded
    }
    guard decoded == planes else { throw Self.mismatch }
    return BenchMeasure(
      coder: coder, samples: Int64(samples), inputBytes: Int64(samples * 2), codedBytes: coded.reduce(0) { $0 + Int64($1.payload.count) },
      encodeSeconds: encoding, decodeSeconds: decoding)
  }

  private func measureBytes(_ coder: BenchCoder, _ bytes: [UInt8], level: Int) throws(Fault) -> BenchMeasure {
    let (coded, encoding) = try Stopwatch.fastest { () throws(Fault) in try ZstdCoder.compress(bytes, level: level) }
    let (decoded, decoding) = try Stopwatch.fastest { () throws(Fault) in
      try ZstdCoder.decompress(coded[...], expecting: bytes.count)
    }
    guard decoded == bytes else { throw Self.mismatch }
    return BenchMeasure(
      coder: coder, samples: Int64(samples), inputBytes: Int64(bytes.count), codedBytes: Int64(coded.count), encodeSeconds: encoding,
      decodeSeconds: decoding)
  }

  private static var mismatch: Fault {
    Fault(
      .damaged, "bench.mismatch", "what was decoded is not what was coded",
      advice: "this is a bug, or a machine whose memory cannot be trusted: archive nothing with it before it is found")
  }

  private static func contents(_ name: String, limit: Int) throws(Fault) -> [UInt8] {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: name))
      defer { try? file.close() }
      // One byte more than allowed tells too much from just enough, whatever the file's size claims to be.
      let bytes = try file.read(upToCount: limit + 1) ?? Data()
      guard bytes.count <= limit else {
        throw Fault.overLimit("bench.file-size", "the file has more than the \(limit) bytes that are read at once").in(file: name)
      }
      return [UInt8](bytes)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.environment, "bench.file", "the file cannot be read: \(error.localizedDescription)", file: name)
    }
  }

  private static func camera(_ facts: CameraFacts) -> String {
    // Many makers repeat themselves in the model's name.
    let make = facts.make.trimmingCharacters(in: .whitespaces)
    let model = facts.model.trimmingCharacters(in: .whitespaces)
    return model.lowercased().hasPrefix(make.lowercased()) ? model : "\(make) \(model)".trimmingCharacters(in: .whitespaces)
  }
}
