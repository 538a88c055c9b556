import ArgumentParser
import ByteCoding
import Previewing

/// The networks that clean JPEGs, by the names a person types.
enum PreviewNetwork: String, ExpressibleByArgument, CaseIterable {
  case dcsc
  case hrCNN = "hr-cnn"
  case none

  /// What restores a JPEG; nil for `none`. Throws `.unsupported` (`preview.network`) where the program was built without the network.
  func restorer() throws(Fault) -> PreviewMaker.Restorer? {
    switch self {
    case .none: return nil
    case .dcsc, .hrCNN:
      throw Fault(
        .unsupported, "preview.network", "this program has no network of the name \(rawValue)", advice: "use --restore none")
    }
  }
}
