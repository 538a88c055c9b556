internal import ByteCoding
internal import CLibRaw

/// What LibRaw's answers mean for a photographer.
enum LibRawStatus {
  static let noMemory = Fault(
    .environment, "raw.memory", "there is not enough memory to decode this file", advice: "close other programs or use fewer jobs")

  static func notAMosaic(_ which: String) -> Fault {
    .unsupported("raw.not-a-mosaic", "the image is \(which), not the mosaic of a sensor with one colour a photosite")
  }

  static func newerFormat(_ camera: String, _ coding: String) -> Fault {
    Fault(
      .unsupported, "raw.newer-format",
      "\(camera.isEmpty ? "the file" : "the file of a \(camera)") stores its samples \(coding)",
      advice: "a newer version of LibRaw may read it")
  }

  static func fault(_ status: glassine_raw_status, camera: String, place: String?) -> Fault {
    switch status {
    case glassine_raw_unrecognised:
      .unsupported(
        "raw.unrecognised",
        camera.isEmpty ? "this is no raw file of a camera that LibRaw knows" : "the file names a \(camera), but holds no raw image")
    case glassine_raw_unreadable: newerFormat(camera, "in a way that \(LibRawHandle.libraryVersion) does not read")
    case glassine_raw_truncated: .damaged("raw.truncated", "the file ends before the image does", at: place)
    case glassine_raw_corrupt: .damaged("raw.corrupt", "the image data cannot be what a camera wrote", at: place)
    case glassine_raw_too_big: .overLimit("raw.memory-limit", "the file asks for more memory than is allowed for one image")
    case glassine_raw_no_memory: noMemory
    default: .unsupported("raw.unrecognised", "LibRaw cannot decode this file")
    }
  }
}
