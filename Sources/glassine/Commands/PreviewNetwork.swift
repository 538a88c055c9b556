import ArgumentParser
import ByteCoding
import Inference
import JPEGRestoration
import Previewing
import ReleasedProfiles

/// The networks that clean JPEGs, by the names a person types.
enum RestorationModel: String, ExpressibleByArgument, CaseIterable {
  case dcsc
  case hrCNN = "hr-cnn"

  var network: PlaneRestoration.Model { self == .dcsc ? .dcsc : .hrCNN }
  var weights: ReleasedWeights { self == .dcsc ? .dcsc : .hrCNN }
}

/// The same where none may be wanted.
enum PreviewNetwork: String, ExpressibleByArgument, CaseIterable {
  case dcsc
  case hrCNN = "hr-cnn"
  case none

  /// What its pictures depend on: its name, and the digest of the weights.
  func identity() throws(Fault) -> String {
    guard let model = RestorationModel(rawValue: rawValue) else { return rawValue }
    return "\(rawValue) \(try model.weights.tensors().digest.hex)"
  }

  /// What restores a JPEG, on the thread that calls it; nil for `none`. Throws `.damaged` only if the build is broken.
  func restorer() throws(Fault) -> PreviewMaker.Restorer? {
    guard let model = RestorationModel(rawValue: rawValue) else { return nil }
    let restoration = PictureRestoration(model.network, try model.weights.tensors())
    return { (jpeg) throws(Fault) in
      guard let picture = try restoration.restore(jpeg, jobs: 1) else {
        throw Fault(.misuse, "preview.stopped", "the restoration was stopped")
      }
      return picture
    }
  }
}
