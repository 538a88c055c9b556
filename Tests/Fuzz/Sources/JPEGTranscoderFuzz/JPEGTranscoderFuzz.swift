internal import ByteCoding
internal import FuzzSupport
internal import JPEGReading
internal import JXLCoding

/// What the last byte chooses: files to be searched for JPEGs, bare JPEGs to be coded, or JPEG XL files to be decoded, with the number
/// of bytes they are to give in the two bytes before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = FuzzInput(start, count)
  switch input.choice() % 3 {
  case 0: search(input.bytes)
  case 1: code(input.bytes)
  default:
    let count = Int(input.choice()) << 8 | Int(input.choice())
    let file = input.bytes
    let jpeg = expectingFaults { () throws(Fault) in try JPEGTranscoder.decode(file[...], expecting: count, budget: .fuzzing) }
    precondition(jpeg == nil || jpeg?.count == count, "a JPEG has the length asked for")
  }
  return 0
}

/// Looks for JPEGs, and holds what is found against what is promised.
private func search(_ file: [UInt8]) {
  let found = EmbeddedJPEGs.find(in: file, minimum: 0)
  var end = 0
  for run in found.flatMap(\.picture).sorted(by: { $0.lowerBound < $1.lowerBound }) {
    precondition(run.lowerBound >= end && run.upperBound <= file.count && !run.isEmpty, "runs lie in the file, once")
    end = run.upperBound
  }
  for stream in found {
    precondition(!stream.frame.isLossless && stream.frame.refusal == nil, "only pictures are found")
    let bare = stream.pictureBytes(in: file)
    guard let again = try? JPEGStream(in: bare) else { preconditionFailure("a picture is a JPEG of its own") }
    precondition(again.picture == [0..<bare.count] && again.frame == stream.frame, "a picture is a bare JPEG")
    code(bare)
  }
}

/// Codes a bare JPEG; that it comes back is part of coding it.
private func code(_ jpeg: [UInt8]) {
  _ = expectingFaults { () throws(Fault) in try JPEGTranscoder.encode(jpeg, effort: 3, budget: .fuzzing) }
}

/// The program: libFuzzer, or the writer of seeds.
@_cdecl("JPEGTranscoderFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
  runFuzzProgram(count, arguments, fuzzOne) {
    var seeds: [String: [UInt8]] = [:]
    for (name, sampling) in [("grey", [(1, 1)]), ("full", [(1, 1), (1, 1), (1, 1)]), ("half", [(2, 2), (1, 1), (1, 1)])] {
      for isProgressive in [false, true] {
        for interval in [0, 2] {
          var sample = SampleJPEG(width: 21, height: 18, sampling: sampling)
          (sample.isProgressive, sample.restartInterval) = (isProgressive, interval)
          let name = "\(name)-\(isProgressive)-\(interval)"
          let jpeg = sample.bytes
          seeds[name + "-coded"] = jpeg + [1]
          if let file = try? JPEGTranscoder.encode(jpeg) {
            seeds[name + "-file"] = file + [UInt8(jpeg.count & 255), UInt8(jpeg.count >> 8), 2]
          }
          sample.segments = [(0xE1, jpeg)]
          seeds[name + "-search"] = [1, 2, 3] + sample.bytes + [0]
        }
      }
    }
    return seeds
  }
}
