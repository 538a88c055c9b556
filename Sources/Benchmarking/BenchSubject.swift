internal import ByteCoding
internal import Foundation
internal import RawReading
internal import SensorModel
internal import ShotMetadata
internal import ZstdCoding

/// One raw in every form that a coder may ask for.
struct BenchSubject {
  /// The side of the square that slow coders are given.
  static let cropSide = 512

  let name: String
  let camera: String
  let file: [UInt8]
  let width: Int
  let height: Int
  /// Bits that the largest sample needs, at least 1.
  let bits: Int
  let packed: [UInt8]
  let cameraStream: CameraStream?
  /// Bits a sample that no lossless coder can go below on average; known of simulated raws.
  let noiseFloor: Double?
  private let whole: MosaicPlanes
  private let crop: MosaicPlanes

  var samples: Int { width * height }

  /// Throws what reading throws, and `bench.file` (environment) for files that cannot be opened.
  init(reading name: String, budget: MemoryBudget) throws(Fault) {
    let bytes = try Self.contents(name, limit: budget.fileBytes)
    let capture = try RawReader.read(bytes, name: name, budget: budget)
    let (width, height) = (capture.mosaic.width, capture.mosaic.height)
    let stream = CameraStream(of: bytes, width: width, height: height, dataOffset: capture.hints.dataOffset)
    self.init(
      name: name, camera: Self.camera(capture.facts.camera), file: bytes, mosaic: capture.mosaic, cfa: capture.facts.sensor.cfa,
      cameraStream: stream)
  }

  init(
    name: String, camera: String, file: [UInt8], mosaic: Mosaic, cfa: ColorFilterArray, cameraStream: CameraStream? = nil,
    noiseFloor: Double? = nil
  ) {
    self.name = name
    self.camera = camera
    self.file = file
    self.cameraStream = cameraStream
    self.noiseFloor = noiseFloor
    width = mosaic.width
    height = mosaic.height
    bits = max(1, 16 - (mosaic.samples.max() ?? 0).leadingZeroBitCount)
    packed = PackedSamples.pack(mosaic.samples, bits: bits)
    whole = MosaicPlanes(mosaic, cfa: cfa)
    crop = MosaicPlanes(mosaic.middle(Self.cropSide, cfa: cfa), cfa: cfa)
  }

  /// Codes and decodes, times both, and compares what came back; throws what `RoundTrip.measure` throws.
  func measure(_ coder: BenchCoder) throws(Fault) -> BenchMeasure {
    switch coder.method {
    case .profile(let profile):
      let subject = coder.extent == .crop ? crop : whole
      let timing = try RoundTrip.measure(
        subject.planes, size: MosaicPlanes.size,
        encode: { planes throws(Fault) in try subject.encode(planes, profile) },
        decode: { coded throws(Fault) in try subject.decode(coded) })
      return measure(coder, timing, samples: subject.samples, inputBytes: subject.samples * 2)
    case .zstd(let level):
      let bytes = coder.input == .file ? file : packed
      let timing = try RoundTrip.measure(
        bytes, size: \.count, encode: { bytes throws(Fault) in try ZstdCoder.compress(bytes, level: level) },
        decode: { coded throws(Fault) in try ZstdCoder.decompress(coded[...], expecting: bytes.count) })
      return measure(coder, timing, samples: samples, inputBytes: bytes.count)
    }
  }

  private func measure(_ coder: BenchCoder, _ timing: RoundTrip.Timing, samples: Int, inputBytes: Int) -> BenchMeasure {
    var measure = BenchMeasure(
      coder: coder, samples: Int64(samples), inputBytes: Int64(inputBytes), codedBytes: timing.codedBytes,
      encodeSeconds: timing.encodeSeconds, decodeSeconds: timing.decodeSeconds)
    // The floor is that of the whole mosaic, and of its samples alone.
    if let noiseFloor, coder.extent == .whole, coder.input != .file {
      measure.flooredSamples = Int64(samples)
      measure.bitsAboveFloors = Double(timing.codedBytes) * 8 - noiseFloor * Double(samples)
    }
    return measure
  }

  static func contents(_ name: String, limit: Int) throws(Fault) -> [UInt8] {
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
