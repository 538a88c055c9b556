import Foundation

/// Pictures of what was proved when, from the archive's own log of proofs.
struct CoveragePictures: Sendable {
  /// Columns of the picture of runs at most.
  static let mostRuns = 60
  private static let left = 60.0

  let history: ProofHistory

  /// All pictures as HTML; a sentence where nothing is known.
  var html: String {
    guard history.files > 0, !history.runs.isEmpty else { return "<p>The archive keeps no proofs yet.</p>" }
    return [ages, since, runs].map { "<h3>\(Markup.escape($0.title))</h3>\n\($0.figure)" }.joined(separator: "\n")
  }

  /// How long ago files were proved last: two columns an age.
  private var ages: ReportPicture {
    let (bottom, height) = (190.0, 150.0)
    var content = ReportPicture.shareScale(left: Self.left, bottom: bottom, height: height)
    let step = (ReportPicture.width - Self.left) / Double(history.ages.count)
    for (number, age) in history.ages.enumerated() {
      let x = Self.left + Double(number) * step
      let columns = [(0.0, age.read, history.files, "fill-read"), (1.0, age.rebuilt, history.units, "fill-good")]
      for (side, count, whole, kind) in columns where count > 0 {
        // Even one file among thousands has to be seen.
        let share = max(0.015, Double(count) / Double(max(1, whole)))
        content += ReportPicture.bar(
          age.isBad ? "fill-bad" : kind, x + 10 + side * (step - 20) / 2, bottom - height * share, (step - 26) / 2, height * share)
      }
      content += ReportPicture.text(age.name, x + step / 2, bottom + 18, "small mid")
    }
    content += ReportPicture.legend(
      [("fill-read", "left: every byte compared"), ("fill-good", "right: original rebuilt"), ("fill-bad", "never, or damaged since")],
      x: Self.left, y: 16)
    let never = history.never
    return ReportPicture(
      name: "ages", title: "When files were last proved",
      description:
        "Of \(HumanNumber.count(history.files, "file")), \(HumanNumber.count(never.read)) were never read and compared; of "
        + "\(HumanNumber.count(history.units, "unit")), \(HumanNumber.count(never.rebuilt)) were never rebuilt. "
        + "Columns are shares of the files, and of the units.",
      height: 214, content: content, head: ["Last proof", "Every byte compared", "Original rebuilt"],
      rows: history.ages.map { [$0.name, HumanNumber.count($0.read), HumanNumber.count($0.rebuilt)] })
  }

  /// The share of files proved since a moment: falls from everything ever proved to nothing now.
  private var since: ReportPicture {
    let (bottom, height) = (190.0, 150.0)
    let points = history.since
    let begin = points.first?.date ?? history.now
    let span = max(1, history.now.timeIntervalSince(begin))
    func x(_ date: Date) -> Double { Self.left + (ReportPicture.width - Self.left) * min(1, max(0, date.timeIntervalSince(begin) / span)) }
    func path(_ share: (ProofHistory.Since) -> Double) -> String {
      var path = ""
      for (number, point) in points.enumerated() {
        let y = Markup.number(bottom - height * share(point))
        path += number == 0 ? "M\(Markup.number(x(point.date))) \(y)" : "V\(y)"
        path += "H\(Markup.number(number + 1 < points.count ? x(points[number + 1].date) : ReportPicture.width))"
      }
      return path
    }
    let content =
      ReportPicture.shareScale(left: Self.left, bottom: bottom, height: height)
      + "<path class=\"line line-read\" d=\"\(path { $0.read })\"/>\n<path class=\"line line-good\" d=\"\(path { $0.rebuilt })\"/>\n"
      + ReportPicture.text(Self.day(begin), Self.left, bottom + 18, "small")
      + ReportPicture.text("now", ReportPicture.width, bottom + 18, "small end")
      + ReportPicture.legend([("fill-read", "every byte compared (dashed)"), ("fill-good", "original rebuilt")], x: Self.left, y: 16)
    let shown = ProofHistory.thinned(points, to: Self.mostRuns)
    return ReportPicture(
      name: "since", title: "How much was proved since a day",
      description: "\(Self.percent(points.first?.read ?? 0)) of the files were read and compared since \(Self.day(begin)), and "
        + "\(Self.percent(points.first?.rebuilt ?? 0)) of the units rebuilt.",
      height: 214, content: content, head: ["Since", "Every byte compared", "Original rebuilt"],
      rows: shown.map { [Self.day($0.date), Self.percent($0.read), Self.percent($0.rebuilt)] })
  }

  /// The latest runs, one column each: the share of the files it proved, by level.
  private var runs: ReportPicture {
    let (bottom, height) = (190.0, 150.0)
    let shown = Array(history.runs.suffix(Self.mostRuns))
    let step = min(40, (ReportPicture.width - Self.left) / Double(max(1, shown.count)))
    var content = ReportPicture.shareScale(left: Self.left, bottom: bottom, height: height)
    for (number, run) in shown.enumerated() {
      let x = Self.left + Double(number) * step
      let share = max(run.files > 0 ? 0.015 : 0, min(1, run.share))
      if share > 0 { content += ReportPicture.bar(run.kind, x + step * 0.15, bottom - height * share, step * 0.7, height * share) }
      if run.findings > 0 { content += ReportPicture.text("!", x + step / 2, bottom - height * share - 4, "mid") }
    }
    if let first = shown.first, let last = shown.last {
      content += ReportPicture.text(Self.day(first.date), Self.left, bottom + 18, "small")
      if shown.count > 4 {
        content += ReportPicture.text(Self.day(last.date), Self.left + Double(shown.count) * step, bottom + 18, "small end")
      }
    }
    content += ReportPicture.legend(
      [("fill-read", "every byte compared"), ("fill-good", "original rebuilt"), ("fill-faint", "other")], x: Self.left, y: 16)
    return ReportPicture(
      name: "runs", title: "What each run proved",
      description: "The latest \(HumanNumber.count(shown.count, "run")) of \(HumanNumber.count(history.runs.count)), oldest first; ! marks "
        + "those that found something.",
      height: 214, content: content, head: ["Run", "When", "What", "Level", "Files", "Share", "Findings"],
      rows: shown.map { run in
        [
          "\(run.number)", Self.day(run.date), Markup.escape(run.operation), Markup.escape(run.level), HumanNumber.count(run.files),
          Self.percent(run.share), HumanNumber.count(run.findings),
        ]
      })
  }

  private static func day(_ date: Date) -> String { String(date.formatted(.iso8601).prefix(10)) }

  private static func percent(_ share: Double) -> String { HumanNumber.percent(share, of: 1) }
}
