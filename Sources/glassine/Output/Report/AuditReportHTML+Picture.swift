import Reporting

extension AuditReportHTML {
  /// One bar a step: what was looked at as a share of what there is, and what of it is broken.
  var coveragePicture: String {
    let steps = outcome.steps
    var bars = ""
    for (number, step) in steps.enumerated() {
      let top = Double(number) * 40
      let share = step.whole > 0 ? min(1, Double(step.files) / Double(step.whole)) : 0
      bars += """
        <text x="0" y="\(Markup.number(top + 17))">\(Markup.escape(step.name))</text>
        <rect class="track" x="210" y="\(Markup.number(top + 4))" width="400" height="18" rx="4"/>
        <rect class="\(step.files >= step.whole ? "fill-good" : "fill-part")" x="210" y="\(Markup.number(top + 4))" width="\(Markup.number(400 * share))" \
        height="18" rx="4"/>
        <text class="value" x="624" y="\(Markup.number(top + 17))">\(HumanNumber.count(step.files)) of \(HumanNumber.count(step.whole))</text>

        """
    }
    return Self.picture(height: Double(steps.count) * 40, label: coverageCaption, bars)
  }

  /// The picture in words.
  var coverageCaption: String {
    outcome.steps.map { "\(Markup.escape($0.name)): \(HumanNumber.count($0.files)) of \(HumanNumber.count($0.whole))" }.joined(
      separator: "; ") + "."
  }

  /// One bar a kind of finding, on a common scale.
  var findingsPicture: String {
    let counts = outcome.counts
    let kinds = Finding.Kind.allCases.filter { (counts[$0] ?? 0) > 0 }
    let most = max(1, kinds.compactMap { counts[$0] }.max() ?? 1)
    var bars = ""
    for (number, kind) in kinds.enumerated() {
      let count = counts[kind] ?? 0
      let top = Double(number) * 32
      // Even one finding among thousands has to be seen.
      let width = max(4, 400 * Double(count) / Double(most))
      bars += """
        <text x="0" y="\(Markup.number(top + 17))">\(EventLine.word(kind))</text>
        <rect class="\(kind == .newer ? "fill-part" : "fill-bad")" x="210" y="\(Markup.number(top + 4))" width="\(Markup.number(width))" \
        height="18" rx="4"/>
        <text class="value" x="\(Markup.number(210 + width + 12))" y="\(Markup.number(top + 17))">\(HumanNumber.count(count))</text>

        """
    }
    let words = kinds.map { "\(HumanNumber.count(counts[$0] ?? 0)) \(EventLine.word($0))" }.joined(separator: ", ")
    return Self.picture(height: Double(kinds.count) * 32, label: "Findings by kind: \(words).", bars)
  }

  private static func picture(height: Double, label: String, _ content: String) -> String {
    """
    <svg viewBox="0 0 780 \(Markup.number(max(height, 1)))" role="img" aria-label="\(label)">
    \(content)</svg>
    """
  }

  /// Light and dark: the same meanings, colours that keep their contrast on either ground.
  static let style = """
    :root { color-scheme: light dark; --ground: #fdfdfc; --text: #1c1f23; --faint: #5a626c; --line: #d9dde2; --good: #1a7f37; --part: #9a6700;
      --bad: #c4232f; --track: #e8ebee; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #15181c; --text: #e6e8eb; --faint: #9aa4af; --line: #343a42; --good: #4ac26b; --part: #d4a72c; --bad: #ff7b72;
        --track: #2a3037; }
    }
    body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
    main, footer { max-width: 62rem; margin: 0 auto; padding: 1rem 1.5rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin-top: 2rem; }
    .verdict { font-size: 1.15rem; font-weight: 600; border-left: .35rem solid; padding: .5rem 1rem; }
    .good { color: var(--good); } .warning { color: var(--part); } .bad { color: var(--bad); }
    table { border-collapse: collapse; width: 100%; }
    th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    .facts { width: auto; } .facts th { color: var(--faint); font-weight: 400; padding-right: 2rem; white-space: nowrap; }
    .wide { overflow-x: auto; } .kind { font-weight: 600; white-space: nowrap; }
    code { font: .9em ui-monospace, monospace; }
    figure { margin: 1rem 0; } figcaption, footer { color: var(--faint); font-size: .9rem; }
    svg { width: 100%; max-width: 46rem; height: auto; } svg text { fill: var(--text); font-size: 14px; } svg .value { fill: var(--faint); }
    .track { fill: var(--track); } .fill-good { fill: var(--good); } .fill-part { fill: var(--part); } .fill-bad { fill: var(--bad); }
    @media print { body { background: #fff; color: #000; } .wide { overflow: visible; } }
    """
}
