/// An object literal for a script of data, written key by key. Keys are ours; values may be anything.
struct ScriptObject {
  private var body = ""

  private mutating func add(_ key: String, literal: String) {
    body += (body.isEmpty ? "" : ",") + "\"\(key)\":" + literal
  }

  /// Adds text as it is; nil and "" are left out.
  mutating func add(_ key: String, _ text: String?) {
    if let text, !text.isEmpty { add(key, literal: SheetText.quoted(text)) }
  }

  /// Adds text of an archive, made fit to be shown.
  mutating func add(shown key: String, _ text: String?) { add(key, text.map(SheetText.shown)) }

  mutating func add(_ key: String, _ number: (some BinaryInteger)?) {
    if let number { add(key, literal: "\(number)") }
  }

  /// Adds a number with up to nine digits; what is no finite number is left out.
  mutating func add(_ key: String, _ number: Double?) {
    guard let number, number.isFinite, number.magnitude < 1e15 else { return }
    add(key, literal: number == number.rounded() ? "\(Int64(number))" : "\(number)")
  }

  mutating func add(_ key: String, _ flag: Bool) {
    if flag { add(key, literal: "1") }
  }

  mutating func add(shown key: String, _ list: [String]) {
    guard !list.isEmpty else { return }
    add(key, literal: "[" + list.map { SheetText.quoted(SheetText.shown($0)) }.joined(separator: ",") + "]")
  }

  var literal: String { "{\(body)}" }
}
