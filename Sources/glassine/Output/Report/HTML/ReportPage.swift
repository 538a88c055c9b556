/// The frame of every report: one HTML page that needs nothing else, without scripts, fonts or pictures from anywhere.
///
/// Readable in light and dark, on paper, and by screen readers; everything that came from an archive has to be escaped by whoever calls.
enum ReportPage {
  /// The whole page. `title` is plain text; `body` is HTML.
  static func html(title: String, software: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(Markup.escape(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(Markup.escape(title))</h1>
    \(body)
    </main>
    <footer><p>\(Markup.escape(software)). The archive is a BagIt bag: <code>sha256sum -c</code> and BagIt tools check it without \
    Glassine.</p></footer>
    </body>
    </html>

    """
  }

  /// The sentence people look for. `kind` is `good`, `warning` or `bad`.
  static func verdict(_ text: String, _ kind: String) -> String {
    "<p class=\"verdict \(kind)\"><span aria-hidden=\"true\">\(kind == "good" ? "✓" : "!")</span> \(Markup.escape(text))</p>"
  }

  /// Names and values; values are HTML.
  static func facts(_ rows: [(name: String, value: String)]) -> String {
    let body = rows.map { "<tr><th scope=\"row\">\($0.name)</th><td>\($0.value)</td></tr>" }.joined(separator: "\n")
    return "<table class=\"facts\">\n<tbody>\n\(body)\n</tbody>\n</table>"
  }

  /// A table under a head; cells are HTML. Names go to the left, numbers to the right.
  static func table(_ head: [String], _ rows: [[String]], caption: String) -> String {
    let titles = head.map { "<th scope=\"col\">\($0)</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + row.enumerated().map { $0 == 0 ? "<th scope=\"row\">\($1)</th>" : "<td>\($1)</td>" }.joined() + "</tr>"
    }.joined(separator: "\n")
    return """
      <div class="wide" role="region" aria-label="\(caption)" tabindex="0">
      <table class="numbers"><thead><tr>\(titles)</tr></thead>
      <tbody>
      \(body)
      </tbody></table>
      </div>
      """
  }

  /// Light and dark: the same meanings, colours that keep their contrast on either ground.
  private static let style = """
    :root { color-scheme: light dark; --ground: #fdfdfc; --text: #1c1f23; --faint: #5a626c; --line: #d9dde2; --good: #1a7f37; --part: #9a6700;
      --bad: #c4232f; --track: #e8ebee; --read: #0969da; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #15181c; --text: #e6e8eb; --faint: #9aa4af; --line: #343a42; --good: #4ac26b; --part: #d4a72c; --bad: #ff7b72;
        --track: #2a3037; --read: #58a6ff; }
    }
    body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
    main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem 1.5rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
    .verdict { font-size: 1.15rem; font-weight: 600; border-left: .35rem solid; padding: .5rem 1rem; }
    .good { color: var(--good); } .warning { color: var(--part); } .bad { color: var(--bad); }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    .facts { width: auto; } .facts th { color: var(--faint); font-weight: 400; padding-right: 2rem; white-space: nowrap; }
    .numbers { width: auto; font-size: .9rem; } .numbers td { font-variant-numeric: tabular-nums; }
    .numbers th[scope=row] { font-weight: 400; }
    .wide { overflow-x: auto; } .kind { font-weight: 600; white-space: nowrap; }
    code { font: .9em ui-monospace, monospace; }
    figure { margin: 1rem 0; } figcaption, footer, summary { color: var(--faint); font-size: .9rem; } details { margin: .5rem 0; }
    svg { width: 100%; max-width: 46rem; height: auto; } svg text { fill: var(--text); font-size: 14px; }
    svg .value { fill: var(--faint); } svg .small { font-size: 12px; fill: var(--faint); } svg .end { text-anchor: end; } svg .mid { text-anchor: middle; }
    .track { fill: var(--track); } .fill-good { fill: var(--good); } .fill-part { fill: var(--part); } .fill-bad { fill: var(--bad); }
    .fill-read { fill: var(--read); } .fill-faint { fill: var(--faint); } .rule { stroke: var(--line); stroke-width: 1; }
    .line-good { stroke: var(--good); } .line-read { stroke: var(--read); stroke-dasharray: 7 4; } .line { fill: none; stroke-width: 2.5; }
    @media print { body { background: #fff; color: #000; } .wide { overflow: visible; } }
    """
}
