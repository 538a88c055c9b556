/// One picture of a report: SVG with a title and a description, and the same numbers as a table.
struct ReportPicture: Sendable {
  static let width = 780.0

  /// Unique on the page; letters only.
  var name: String
  var title: String
  /// The picture in words.
  var description: String
  var height: Double
  /// SVG elements.
  var content: String
  /// The table's head and rows; cells are HTML.
  var head: [String]
  var rows: [[String]]

  /// The figure as HTML.
  var figure: String {
    """
    <figure>
    <svg viewBox="0 0 \(Markup.number(Self.width)) \(Markup.number(max(height, 1)))" role="img" aria-labelledby="\(name)-title \(name)-text">
    <title id="\(name)-title">\(Markup.escape(title))</title>
    <desc id="\(name)-text">\(Markup.escape(description))</desc>
    \(content)</svg>
    <figcaption>\(Markup.escape(description))</figcaption>
    <details><summary>As a table</summary>
    \(ReportPage.table(head, rows, caption: Markup.escape(title)))
    </details>
    </figure>
    """
  }

  static func text(_ text: String, _ x: Double, _ y: Double, _ kind: String = "") -> String {
    "<text\(kind.isEmpty ? "" : " class=\"\(kind)\"") x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\">\(Markup.escape(text))</text>\n"
  }

  static func bar(_ kind: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double, round: Double = 0) -> String {
    let corner = round > 0 ? " rx=\"\(Markup.number(round))\"" : ""
    return "<rect class=\"\(kind)\" x=\"\(Markup.number(x))\" y=\"\(Markup.number(y))\" width=\"\(Markup.number(width))\" "
      + "height=\"\(Markup.number(height))\"\(corner)/>\n"
  }

  /// A scale of shares: lines at 0, 50 and 100 % above `bottom`, with their numbers to the left.
  static func shareScale(left: Double, bottom: Double, height: Double) -> String {
    [0.0, 0.5, 1].map { share in
      let y = bottom - height * share
      return text("\(Int(share * 100)) %", left - 8, y + 4, "small end")
        + "<line class=\"rule\" x1=\"\(Markup.number(left))\" x2=\"\(Markup.number(width))\" y1=\"\(Markup.number(y))\" "
        + "y2=\"\(Markup.number(y))\"/>\n"
    }.joined()
  }

  /// Colours and what they mean, in a row.
  static func legend(_ items: [(kind: String, name: String)], x: Double, y: Double) -> String {
    items.enumerated().map { number, item in
      let place = x + Double(number) * 230
      return bar(item.kind, place, y - 10, 12, 12, round: 2) + text(item.name, place + 18, y, "small")
    }.joined()
  }
}
