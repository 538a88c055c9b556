// swift-tools-version: 6.0
import PackageDescription

// One table of rooms, lowest first. A room may import only rooms above it in this list; docs/DESIGN.md says why each exists.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A room of the package: a Swift target with the shared settings.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A door to one C or C++ library: the shims Swift needs and nothing else.
func door(_ name: String, links libraries: [String]) -> Target {
  .target(name: name, linkerSettings: libraries.map { .linkedLibrary($0) })
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name + "Tests", dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "glassine",
  products: [
    .executable(name: "glassine", targets: ["glassine"]),
    // Loaded in front of the C library by tests, to make disks fail.
    .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.10.0"..<"5.0.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
  ],
  targets: [
    // Doors to C libraries.
    door("CLibRaw", links: ["raw_r"]),
    door("CLibTIFF", links: ["tiff"]),
    door("CJXL", links: ["jxl"]),
    door("CZstd", links: ["zstd"]),
    door("CExiv2", links: ["exiv2"]),
    door("CLinux", links: []),
    door("CISAL", links: ["isal"]),
    door("CJPEG", links: ["jpeg"]),
    door("CPNG", links: ["png"]),
    door("CLCMS", links: ["lcms2"]),
    // Loops of PAR 2.0 in C.
    door("CPAR2", links: []),
    // Documents as bytes of the program.
    .target(name: "CDocuments", cSettings: [.headerSearchPath("../../docs")]),
    // Weights of the networks for reading copies, likewise.
    .target(name: "CWeights", cSettings: [.headerSearchPath("../../Profiles")]),
    // The contact sheet's page, likewise.
    .target(name: "CContactSheet", exclude: ["page"], cSettings: [.headerSearchPath(".")]),
    // Integer kernels in C, one variant for each instruction set.
    door("CKernels", links: []),
    // Convolutions in floating point in C, likewise.
    door("CConvolution", links: []),
    // Bytes and pixels.
    room("ByteCoding", [crypto]),
    room("SensorModel", []),
    room("Reporting", []),
    // Codings and containers.
    room("ZstdCoding", ["CZstd", "ByteCoding"]),
    room("JPEGReading", ["ByteCoding"]),
    room("JXLCoding", ["CJXL", "ByteCoding", "SensorModel", "JPEGReading"]),
    room("BitCoding", []),
    room("ParityCoding", ["CISAL", "ByteCoding"]),
    room("PAR2Coding", ["CPAR2", "ByteCoding", "Reporting", crypto]),
    room("TIFFReading", ["ByteCoding"]),
    room("LosslessJPEG", ["ByteCoding"]),
    room("CanonCRW", ["ByteCoding"]),
    room("CanonCRX", ["ByteCoding"]),
    room("NikonPentaxHuffman", ["BitCoding", "ByteCoding"]),
    room("SonyARW", ["BitCoding", "ByteCoding", "TIFFReading"]),
    room("FujiRAF", ["ByteCoding"]),
    room("OlympusORF", ["ByteCoding", "TIFFReading"]),
    room("PanasonicRW2", ["ByteCoding", "TIFFReading"]),
    room("ShotMetadata", ["ByteCoding", "SensorModel"]),
    room("MetadataCoding", ["CExiv2", "ByteCoding", "ShotMetadata"]),
    room("TIFFWriting", ["CLibTIFF", "ByteCoding", "SensorModel", "LosslessJPEG", "ShotMetadata", "MetadataCoding"]),
    // The camera file in, the planes coded, the recipe of the original.
    room("RawReading", ["CLibRaw", "ByteCoding", "SensorModel", "ShotMetadata", "FujiRAF", "CanonCRX"]),
    // The learned coder: networks in integers, entropy coding, prediction, and their profiles.
    room("Inference", ["CKernels", "CConvolution", "ByteCoding"]),
    room("EntropyCoding", []),
    room("PlanePrediction", ["CKernels", "Inference", "EntropyCoding"]),
    room("LearnedCoding", ["CKernels", "Inference", "EntropyCoding", "PlanePrediction"]),
    room("ReleasedProfiles", ["CWeights", "ByteCoding", "Inference"]),
    room(
      "PlaneCodec",
      [
        "ByteCoding", "SensorModel", "JXLCoding", "ZstdCoding", "Inference", "EntropyCoding", "PlanePrediction", "LearnedCoding",
        "ReleasedProfiles",
      ]),
    room(
      "Repacking",
      [
        "ByteCoding", "SensorModel", "TIFFReading", "LosslessJPEG", "CanonCRW", "NikonPentaxHuffman", "SonyARW", "PanasonicRW2",
        "OlympusORF", "FujiRAF", "CanonCRX",
      ]),
    // The archive.
    room("ArchiveFormat", ["ByteCoding"]),
    room("ArchiveStore", ["CLinux", "ByteCoding", "ArchiveFormat"]),
    // Pictures to look at; nothing of an original depends on them.
    room(
      "PictureCoding", ["CJPEG", "CPNG", "CLCMS", "ByteCoding", "JPEGReading", "JXLCoding", "TIFFReading", "ArchiveFormat", "ArchiveStore"]),
    room("JPEGRestoration", ["ByteCoding", "Reporting", "Inference", "ArchiveStore", "PictureCoding"]),
    room("CarriedDocuments", ["CDocuments", "ReleasedProfiles", "ArchiveStore"]),
    room(
      "UnitCoding",
      [
        "ByteCoding", "SensorModel", "ShotMetadata", "MetadataCoding", "PlaneCodec", "Repacking", "JPEGReading", "JXLCoding", "ZstdCoding",
        "ArchiveFormat",
      ]),
    room("Cataloguing", ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore", "ShotMetadata", "UnitCoding", grdb]),
    // The operations.
    room("Proofs", ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore"]),
    room(
      "Restoration",
      [
        "ByteCoding", "Reporting", "SensorModel", "ShotMetadata", "RawReading", "MetadataCoding", "TIFFWriting", "PlaneCodec",
        "ArchiveFormat",
        "ArchiveStore", "UnitCoding",
      ]),
    room(
      "Previewing",
      [
        "ByteCoding", "Reporting", "JPEGReading", "TIFFReading", "PictureCoding", "ShotMetadata", "MetadataCoding", "RawReading",
        "ArchiveFormat", "ArchiveStore", "UnitCoding", "Restoration",
      ]),
    room(
      "Archiving",
      [
        "ByteCoding", "Reporting", "SensorModel", "ShotMetadata", "RawReading", "MetadataCoding", "PlaneCodec", "Repacking",
        "ArchiveFormat",
        "ArchiveStore", "UnitCoding", "Proofs",
      ]),
    room("Auditing", ["ByteCoding", "Reporting", "PlaneCodec", "ArchiveFormat", "ArchiveStore", "UnitCoding", "Proofs"]),
    room(
      "Protection",
      ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore", "ParityCoding", "PAR2Coding", "UnitCoding", "Proofs"]),
    room("Mirroring", ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore", "ParityCoding", "UnitCoding", "Auditing", "Proofs"]),
    room("Receipts", ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore", "UnitCoding", "Archiving", crypto]),
    room(
      "Browsing",
      [
        "CContactSheet", "ByteCoding", "Reporting", "MetadataCoding", "ArchiveFormat", "ArchiveStore", "UnitCoding", "Cataloguing",
        "Proofs",
      ]),
    room("CameraSimulation", ["ByteCoding", "SensorModel"]),
    room(
      "Benchmarking",
      [
        "ByteCoding", "Reporting", "SensorModel", "ShotMetadata", "RawReading", "PlaneCodec", "Repacking", "TIFFReading", "JXLCoding",
        "ZstdCoding", "CameraSimulation",
      ]),
    .executableTarget(
      name: "glassine",
      dependencies: [
        "ByteCoding", "Reporting", "SensorModel", "ShotMetadata", "RawReading", "PlaneCodec", "Repacking", "ArchiveFormat", "ArchiveStore",
        "UnitCoding", "Cataloguing", "PictureCoding", "Restoration", "Previewing", "Archiving", "Proofs", "Auditing", "Protection",
        "Mirroring", "Receipts", "Browsing", "Benchmarking", "CarriedDocuments", "Inference", "JPEGRestoration", "ReleasedProfiles",
        "CameraSimulation", arguments,
      ], swiftSettings: settings),
    // The training pipeline's feature extractor; not installed.
    .executableTarget(
      name: "glassine-features", dependencies: ["ByteCoding", "SensorModel", "Inference", "PlaneCodec"], swiftSettings: settings),
    // Tests, one target a room, and the kit they share.
    .target(name: "FaultInjection", path: "Tests/FaultInjection"),
    .target(name: "TestSupport", dependencies: ["ByteCoding", "SensorModel"], path: "Tests/TestSupport", swiftSettings: settings),
    tests("ByteCoding", ["ByteCoding", "TestSupport"]),
    tests("SensorModel", ["SensorModel", "TestSupport"]),
    tests(
      "PlaneCodec",
      [
        "PlaneCodec", "LearnedCoding", "PlanePrediction", "Inference", "EntropyCoding", "ReleasedProfiles", "CKernels", "JXLCoding",
        "ZstdCoding", "ByteCoding", "SensorModel", "TestSupport",
      ]),
    tests("JPEGReading", ["JPEGReading", "TIFFReading", "ByteCoding", "TestSupport"]),
    tests("JXLCoding", ["JXLCoding", "JPEGReading", "ByteCoding", "TestSupport"]),
    tests("PictureCoding", ["PictureCoding", "JPEGReading", "ArchiveStore", "ByteCoding", "TestSupport"]),
    tests("Inference", ["Inference", "CKernels", "CConvolution", "ByteCoding", "TestSupport"]),
    tests(
      "JPEGRestoration",
      ["JPEGRestoration", "PictureCoding", "ReleasedProfiles", "Inference", "Reporting", "ByteCoding", "TestSupport"]),
    tests("EntropyCoding", ["EntropyCoding", "TestSupport"]),
    tests("PlanePrediction", ["PlanePrediction", "Inference", "CKernels", "TestSupport"]),
    tests(
      "LearnedCoding",
      ["LearnedCoding", "PlanePrediction", "Inference", "EntropyCoding", "ReleasedProfiles", "ByteCoding", "TestSupport"]),
    tests("Benchmarking", ["Benchmarking", "PlaneCodec", "CameraSimulation", "ByteCoding", "SensorModel", "TestSupport"]),
    tests("Repacking", ["Repacking", "RawReading", "TIFFReading", "ByteCoding", "SensorModel", "TestSupport", "CameraSimulation"]),
    tests("PAR2Coding", ["PAR2Coding", "CPAR2", "ByteCoding", "TestSupport"]),
    tests("ParityCoding", ["ParityCoding", "ByteCoding", "TestSupport"]),
    tests("LosslessJPEG", ["LosslessJPEG", "TIFFReading", "ByteCoding", "TestSupport"]),
    tests("CanonCRW", ["CanonCRW", "ByteCoding", "TestSupport"]),
    tests("CanonCRX", ["CanonCRX", "CameraSimulation", "ByteCoding", "SensorModel", "TestSupport"]),
    tests("NikonPentaxHuffman", ["NikonPentaxHuffman", "ByteCoding", "TestSupport"]),
    tests("SonyARW", ["SonyARW", "RawReading", "CameraSimulation", "ByteCoding", "SensorModel", "TestSupport"]),
    tests(
      "FujiRAF",
      ["FujiRAF", "RawReading", "Repacking", "ShotMetadata", "CameraSimulation", "ByteCoding", "SensorModel", "TestSupport"]),
    tests("OlympusORF", ["OlympusORF", "CameraSimulation", "SensorModel", "ByteCoding", "TestSupport"]),
    tests("PanasonicRW2", ["PanasonicRW2", "CameraSimulation", "SensorModel", "ByteCoding", "TestSupport"]),
    tests("RawReading", ["RawReading", "ShotMetadata", "ByteCoding", "SensorModel", "TestSupport", "CameraSimulation"]),
    tests("TIFFWriting", ["TIFFWriting", "ShotMetadata", "MetadataCoding", "ByteCoding", "SensorModel", "TestSupport", "RawReading"]),
    tests("ArchiveFormat", ["ArchiveFormat", "ByteCoding", "TestSupport"]),
    tests("ArchiveStore", ["ArchiveStore", "CarriedDocuments", "ArchiveFormat", "ByteCoding", "TestSupport"]),
    tests(
      "Archiving",
      [
        "Archiving", "Restoration", "Auditing", "Cataloguing", "Reporting", "PlaneCodec", "ArchiveStore", "ArchiveFormat", "UnitCoding",
        "JPEGReading", "ByteCoding", "SensorModel", "CameraSimulation", "TestSupport",
      ]),
    tests(
      "CameraSimulation",
      [
        "CameraSimulation", "RawReading", "LosslessJPEG", "NikonPentaxHuffman", "TIFFReading", "JPEGReading", "ByteCoding", "SensorModel",
        "TestSupport",
      ]),
    tests("Proofs", ["Proofs", "Reporting", "ArchiveStore", "ByteCoding", "TestSupport"]),
    tests(
      "Protection",
      [
        "Protection", "Archiving", "Auditing", "Reporting", "PlaneCodec", "ParityCoding", "ArchiveStore", "ArchiveFormat", "ByteCoding",
        "TestSupport",
      ]),
    tests(
      "Mirroring",
      [
        "Mirroring", "Archiving", "Auditing", "Reporting", "PlaneCodec", "ParityCoding", "ArchiveStore", "ArchiveFormat", "ByteCoding",
        "TestSupport",
      ]),
    tests(
      "Browsing",
      [
        "Browsing", "Archiving", "Auditing", "Cataloguing", "Proofs", "Reporting", "PlaneCodec", "ArchiveStore", "ArchiveFormat",
        "MetadataCoding", "ByteCoding", "TestSupport",
      ]),
    tests("Receipts", ["Receipts", "Archiving", "Reporting", "PlaneCodec", "ArchiveStore", "ArchiveFormat", "ByteCoding", "TestSupport"]),
    tests(
      "Previewing",
      [
        "Previewing", "PictureCoding", "Archiving", "Reporting", "PlaneCodec", "ArchiveStore", "ArchiveFormat", "UnitCoding",
        "CameraSimulation", "JPEGReading", "SensorModel", "ByteCoding", "TestSupport",
      ]),
    tests(
      "Restoration",
      [
        "Restoration", "Archiving", "Reporting", "PlaneCodec", "ArchiveStore", "ArchiveFormat", "UnitCoding", "CameraSimulation",
        "RawReading", "ShotMetadata", "SensorModel", "ByteCoding", "TestSupport",
      ]),
    tests("CommandLine", ["ArchiveFormat", "PictureCoding", "ZstdCoding", "ByteCoding", "TestSupport", "CameraSimulation", "SensorModel"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
