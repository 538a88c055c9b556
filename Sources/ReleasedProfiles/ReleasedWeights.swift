package import ByteCoding
internal import CWeights
package import Inference

/// The trained weights of the networks for reading copies that ship with the program.
///
/// `Profiles/` holds the same files with their model cards. Nothing that is archived depends on them.
package enum ReleasedWeights: String, CaseIterable, Sendable {
  case dcsc
  case hrCNN = "hr-cnn"

  /// The weights, parsed. Throws `.damaged` only if the build is broken, which a test rules out.
  package func tensors() throws(Fault) -> TensorFile { try TensorFile(bytes) }

  /// The file `Profiles/NAME.safetensors`.
  package var bytes: [UInt8] {
    let file = self == .dcsc ? glassine_weights_dcsc : glassine_weights_hr_cnn
    return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
