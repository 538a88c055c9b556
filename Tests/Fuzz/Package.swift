// swift-tools-version: 6.0
import PackageDescription

// The fuzz targets, in a package of their own: they need flags that a package others build may not have. `Rooms` leads to the rooms of
// the main package, which are compiled here again, instrumented; the lists of dependencies follow the main manifest.

let rooms: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-sanitize=address,fuzzer", "-enable-testing", "-g"]),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", swiftSettings: rooms)
}

func door(_ name: String, links libraries: [String]) -> Target {
  let flags = ["-fsanitize=address,fuzzer-no-link", "-g"]
  return .target(
    name: name, path: "Rooms/\(name)", cSettings: [.unsafeFlags(flags)], cxxSettings: [.unsafeFlags(flags)],
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

/// A program that feeds one entry with libFuzzer's inputs.
func fuzz(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzSupport"] + dependencies, swiftSettings: rooms + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [.unsafeFlags(["-sanitize=address,fuzzer"])])
}

let package = Package(
  name: "glassine-fuzz",
  dependencies: [.package(url: "https://github.com/apple/swift-crypto", "3.10.0"..<"5.0.0")],
  targets: [
    door("CLibRaw", links: ["raw_r"]),
    door("CJXL", links: ["jxl"]),
    door("CZstd", links: ["zstd"]),
    door("CExiv2", links: ["exiv2"]),
    door("CLinux", links: []),
    door("CKernels", links: []),
    // Convolutions in floating point in C, likewise.
    door("CConvolution", links: []),
    door("CISAL", links: ["isal"]),
    door("CJPEG", links: ["jpeg"]),
    door("CPNG", links: ["png"]),
    door("CLCMS", links: ["lcms2"]),
    room("ByteCoding", [crypto]),
    room("SensorModel", []),
    room("Reporting", []),
    room("ZstdCoding", ["CZstd", "ByteCoding"]),
    room("JPEGReading", ["ByteCoding"]),
    room("JXLCoding", ["CJXL", "ByteCoding", "SensorModel", "JPEGReading"]),
    room("BitCoding", []),
    room("ParityCoding", ["CISAL", "ByteCoding"]),
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
    room("MetadataCoding", ["CExiv2", "ByteCoding", "SensorModel", "ShotMetadata"]),
    room("RawReading", ["CLibRaw", "ByteCoding", "SensorModel", "ShotMetadata", "FujiRAF", "CanonCRX"]),
    room("Inference", ["CKernels", "CConvolution", "ByteCoding"]),
    room("EntropyCoding", []),
    room("PlanePrediction", ["CKernels", "Inference", "EntropyCoding"]),
    room("LearnedCoding", ["CKernels", "Inference", "EntropyCoding", "PlanePrediction"]),
    room("ReleasedProfiles", ["ByteCoding", "Inference"]),
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
    room("ArchiveFormat", ["ByteCoding"]),
    room("ArchiveStore", ["CLinux", "ByteCoding", "ArchiveFormat"]),
    room(
      "PictureCoding", ["CJPEG", "CPNG", "CLCMS", "ByteCoding", "JPEGReading", "JXLCoding", "TIFFReading", "ArchiveFormat", "ArchiveStore"]),
    room(
      "UnitCoding",
      [
        "ByteCoding", "SensorModel", "ShotMetadata", "MetadataCoding", "PlaneCodec", "Repacking", "JPEGReading", "JXLCoding", "ZstdCoding",
        "ArchiveFormat",
      ]),
    room(
      "Archiving",
      [
        "ByteCoding", "Reporting", "SensorModel", "ShotMetadata", "RawReading", "MetadataCoding", "PlaneCodec", "Repacking",
        "ArchiveFormat", "ArchiveStore", "UnitCoding",
      ]),
    room("Receipts", ["ByteCoding", "Reporting", "ArchiveFormat", "ArchiveStore", "UnitCoding", "Archiving", crypto]),
    room("CameraSimulation", ["ByteCoding", "SensorModel"]),
    .target(
      name: "FuzzSupport",
      dependencies: [
        "ByteCoding", "SensorModel", "ShotMetadata", "MetadataCoding", "PlaneCodec", "Repacking", "JPEGReading", "JXLCoding", "ZstdCoding",
        "ArchiveFormat", "UnitCoding", "CameraSimulation",
      ],
      swiftSettings: rooms),
    fuzz("UnitReaderFuzz", ["ByteCoding", "ArchiveFormat", "UnitCoding"]),
    fuzz(
      "SectionTableFuzz",
      ["ByteCoding", "SensorModel", "ShotMetadata", "ZstdCoding", "PlaneCodec", "Repacking", "ArchiveFormat", "UnitCoding"]),
    fuzz("RecipeFuzz", ["ByteCoding", "SensorModel", "JPEGReading", "Repacking"]),
    fuzz("TIFFParserFuzz", ["ByteCoding", "TIFFReading"]),
    fuzz("LosslessJPEGFuzz", ["ByteCoding", "LosslessJPEG"]),
    fuzz("CanonCRWFuzz", ["ByteCoding", "CanonCRW"]),
    fuzz("CanonCRXFuzz", ["ByteCoding", "CanonCRX"]),
    fuzz("NikonPentaxHuffmanFuzz", ["ByteCoding", "NikonPentaxHuffman"]),
    fuzz("SonyARWFuzz", ["ByteCoding", "SonyARW"]),
    fuzz("FujiRAFFuzz", ["ByteCoding", "FujiRAF"]),
    fuzz("OlympusORFFuzz", ["ByteCoding", "OlympusORF"]),
    fuzz("PanasonicRW2Fuzz", ["ByteCoding", "PanasonicRW2"]),
    fuzz("ParityIndexFuzz", ["ByteCoding", "ParityCoding"]),
    fuzz("RecipeFinderFuzz", ["ByteCoding", "SensorModel", "JPEGReading", "TIFFReading", "Repacking"]),
    fuzz("PlanePayloadFuzz", ["ByteCoding", "SensorModel", "PlaneCodec"]),
    fuzz("EntropyDecoderFuzz", ["EntropyCoding"]),
    fuzz("NetworkProfileFuzz", ["CKernels", "ByteCoding", "Inference"]),
    fuzz(
      "LearnedTileFuzz",
      [
        "ByteCoding", "SensorModel", "ZstdCoding", "Inference", "PlanePrediction", "LearnedCoding", "ReleasedProfiles", "PlaneCodec",
      ]),
    fuzz("TextFuzz", ["ByteCoding", "ShotMetadata", "MetadataCoding", "ArchiveFormat", "ArchiveStore"]),
    fuzz("ReceiptFuzz", ["ByteCoding", "ArchiveFormat", "ArchiveStore", "Receipts"]),
    fuzz("MetadataFuzz", ["ByteCoding", "SensorModel", "ShotMetadata", "MetadataCoding"]),
    fuzz("JPEGTranscoderFuzz", ["ByteCoding", "JPEGReading", "JXLCoding"]),
    fuzz("PictureJPEGFuzz", ["ByteCoding", "PictureCoding"]),
    fuzz("RawReaderFuzz", ["ByteCoding", "SensorModel", "RawReading", "Repacking"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
