package import ArchiveStore
package import ByteCoding

/// Reads a receipt from a file, line by line.
package enum ReceiptFile {
  /// Gives every entry to `body`, and checks at the end that the receipt is whole, true to its counts, and signed by the key it names.
  ///
  /// `body` hears entries before the signature is checked. Throws what `ReceiptParser` throws, with the file's name, and `.environment`.
  package static func read(_ file: OpenFile, _ body: (ReceiptEntry) throws(Fault) -> Void = { _ in }) throws(Fault) -> ReceiptSummary {
    do throws(Fault) {
      let status = try file.status()
      guard status.kind == .file else { throw Fault(.misuse, "receipt.kind", "this is a \(status.kind.rawValue), not a receipt") }
      var parser = ReceiptParser()
      var lines = LineReader(file)
      var length: Int64 = 0
      while let line = try Self.next(&lines) {
        length += Int64(line.count) + 1
        if let entry = try parser.take(line) { try body(entry) }
      }
      let summary = try parser.finish()
      guard length == status.size else { throw .damaged("receipt.order", "something follows the seal") }
      return summary
    } catch {
      throw error.in(file: file.path)
    }
  }

  /// The first line alone; nothing is known yet of the rest. Throws what `ReceiptParser` throws.
  package static func header(_ file: OpenFile) throws(Fault) -> ReceiptHeader {
    do throws(Fault) {
      var parser = ReceiptParser()
      var lines = LineReader(file)
      if let line = try Self.next(&lines) { _ = try parser.take(line) }
      guard let header = parser.header else { throw .damaged("receipt.truncated", "it has no header") }
      return header
    } catch {
      throw error.in(file: file.path)
    }
  }

  private static func next(_ lines: inout LineReader) throws(Fault) -> [UInt8]? {
    do throws(Fault) {
      return try lines.line(partial: false)
    } catch {
      throw error.code == "manifest.line" ? .damaged("receipt.line", "a line of over 1 MiB") : error
    }
  }
}
