package import Foundation

/// Real camera files, kept outside the repository: the folder `GLASSINE_CORPUS` names, else `shared/corpus` beside the package.
///
/// Tests over the corpus pass over nothing where it is missing, after one loud line.
package enum Corpus {
  /// The corpus folder; nil where it is missing.
  package static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["GLASSINE_CORPUS"].map { URL(fileURLWithPath: $0, isDirectory: true) }
    let place = named ?? Places.packageRoot.deletingLastPathComponent().appendingPathComponent("shared/corpus", isDirectory: true)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue else {
      announce("NO CORPUS: real camera files are not tested. Set GLASSINE_CORPUS to a folder with raws/ in it.")
      return nil
    }
    return place
  }()

  /// The camera files, by name; empty where the corpus is missing.
  package static let raws: [URL] = {
    guard let folder else { return [] }
    let place = folder.appendingPathComponent("raws", isDirectory: true)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { !$0.hasSuffix(".tsv") && !$0.hasPrefix(".") }.sorted().map(place.appendingPathComponent)
  }()

  /// The bytes of a camera file; nil, after a loud line, where it is missing.
  package static func file(_ name: String) throws -> [UInt8]? {
    guard let place = raws.first(where: { $0.lastPathComponent == name }) else {
      announce("NO \(name) in the corpus: it is not tested.")
      return nil
    }
    return [UInt8](try Data(contentsOf: place))
  }
}

/// Says something on standard error that must not be overlooked in a log.
package func announce(_ text: String) {
  FileHandle.standardError.write(Data("*** \(text)\n".utf8))
}
