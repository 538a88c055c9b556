// The tool of the training pipeline, not installed. `glassine-features --out FOLDER FILE.pgm ...` writes FOLDER/<name>.<slot>.glft for each
// 16-bit PGM mosaic of a Bayer sensor; `glassine-features --profile FILE.profile FILE.pgm ...` codes and decodes the mosaics with a profile
// and says how large they become; `glassine-features --ablate all FILE.pgm ...` says what each part of the coder gains on them.
internal import ByteCoding
internal import Foundation
internal import Inference
internal import PlaneCodec
internal import SensorModel

let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 3, ["--out", "--profile", "--ablate"].contains(arguments[0]) else {
  print(
    "usage: glassine-features --out FOLDER FILE.pgm ...\n       glassine-features --profile FILE.profile FILE.pgm ...\n       glassine-features --ablate all FILE.pgm ..."
  )
  exit(2)
}

func mosaic(_ file: String) throws -> ([Plane], PlaneLayout) {
  let mosaic = try PortableGraymap.read([UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
  let layout = PlaneLayout(width: mosaic.width, height: mosaic.height, periodWidth: 2, periodHeight: 2)
  return (layout.split(mosaic), layout)
}

do {
  if arguments[0] == "--out" {
    for file in arguments.dropFirst(2) {
      let (planes, layout) = try mosaic(file)
      let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
      for (slot, bytes) in try TrainingDump.files(planes, indices: layout.planeIndices, cell: PlaneCell(layout)) {
        try Data(bytes).write(to: URL(fileURLWithPath: arguments[1]).appendingPathComponent("\(name).\(slot).glft"))
      }
    }
  } else if arguments[0] == "--ablate" {
    var (samples, totals) = (0, [Int](repeating: 0, count: Ablation.steps.count))
    for file in arguments.dropFirst(2) {
      let (planes, layout) = try mosaic(file)
      samples += planes.reduce(0) { $0 + $1.samples.count }
      let bytes = try Ablation.codedBytes(planes, indices: layout.planeIndices, cell: PlaneCell(layout))
      for step in totals.indices { totals[step] += bytes[step] }
    }
    for (step, bytes) in zip(Ablation.steps, totals) {
      let name = step.padding(toLength: 34, withPad: " ", startingAt: 0)
      print(
        name, String(format: "%8.4f bits  %+6.2f %%", Double(bytes) * 8 / Double(samples), 100 * (Double(bytes) / Double(totals[0]) - 1)))
    }
  } else {
    let profile = try NetworkProfile([UInt8](Data(contentsOf: URL(fileURLWithPath: arguments[1]))))
    var (samples, with, without) = (0, 0, 0)
    for file in arguments.dropFirst(2) {
      let (planes, layout) = try mosaic(file)
      samples += planes.reduce(0) { $0 + $1.samples.count }
      with += try ProfileTrial.codedBytes(planes, indices: layout.planeIndices, cell: PlaneCell(layout), networks: profile)
      without += try ProfileTrial.codedBytes(planes, indices: layout.planeIndices, cell: PlaneCell(layout), networks: nil)
    }
    let bits = { (bytes: Int) in String(format: "%.4f", Double(bytes) * 8 / Double(max(samples, 1))) }
    print("\(samples) samples: \(bits(with)) bits a sample with the profile, \(bits(without)) without networks; every sample came back")
  }
} catch {
  FileHandle.standardError.write(Data("glassine-features: \(error)\n".utf8))
  exit(1)
}
