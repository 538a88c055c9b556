import Foundation

/// One JSON object a line, for scripts: keys sorted, `type` and `schema` in every object, slashes plain.
///
/// The types and their keys are stable within a schema; keys are only ever added.
struct JSONLines: Sendable {
  /// Raised when a key changes its meaning or goes away.
  static let schema = 1

  private let sink: TextSink

  init(_ sink: TextSink = .standardOutput) { self.sink = sink }

  /// Writes one line: the object's own keys, and `type` and `schema`.
  func write(_ type: String, _ object: some Encodable) { sink.write(Self.line(type, object) + "\n") }

  /// The line without its end.
  static func line(_ type: String, _ object: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(Labelled(type: type, object: object)), as: UTF8.self)
    } catch {
      // Only a type that encodes no keyed container comes here, a mistake of ours; a script still gets a line it can parse.
      return #"{"schema":\#(schema),"type":"unencodable"}"#
    }
  }

  /// The object's keys and two more, side by side.
  private struct Labelled<Object: Encodable>: Encodable {
    let type: String
    let object: Object

    private enum Key: String, CodingKey { case type, schema }

    func encode(to encoder: any Encoder) throws {
      try object.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(type, forKey: .type)
      try container.encode(JSONLines.schema, forKey: .schema)
    }
  }
}

/// What a line without keys of its own is made from: names and values.
struct JSONFields: Encodable {
  enum Value: Encodable, Sendable {
    case text(String)
    case number(Int64)
    case real(Double)
    case flag(Bool)
    case object([String: Value])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .real(let value): try container.encode(value)
      case .flag(let value): try container.encode(value)
      case .object(let value): try container.encode(value)
      }
    }
  }

  /// Fields that are nil are left out.
  let fields: [String: Value]

  init(_ fields: [String: Value?]) { self.fields = fields.compactMapValues { $0 } }

  func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
}
