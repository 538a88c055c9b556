/// What earlier codes of a row tell the next one two columns on; even and odd columns have one each.
struct CodeContext {
  /// Bits of the next code's lower part.
  var bits: Int
  /// What is added to the next difference's upper part.
  var carry = 0
  /// Small codes in a row.
  var calm = 0
}
