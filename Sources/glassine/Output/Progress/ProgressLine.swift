import Reporting

/// Progress as one line of text: short for a terminal that is redrawn, a sentence for a log.
enum ProgressLine {
  /// One line of at most `width` columns; what matters least goes first when there is no room.
  static func interactive(_ state: ProgressState, at now: Double, width: Int, unicode: Bool) -> String {
    guard let phase = state.phase else { return "" }
    guard ProgressState.counts(phase) else {
      return seen(phase, state).shortened(to: width)
    }
    let files = counted(state)
    let left = state.secondsLeft(at: now).map { HumanNumber.timeLeft(seconds: $0) + " left" }
    let speed = speed(state, at: now)
    // From generous to bare; the first that fits is taken, and the current file gets what is left of the line.
    let head = state.fraction.map {
      "\(bar($0, columns: 14, unicode: unicode)) \(HumanNumber.fixed(($0 * 100).rounded(.down), 0).paddedLeft(to: 3)) %"
    }
    let short = state.fraction.map { "\(HumanNumber.fixed(($0 * 100).rounded(.down), 0)) %" }
    let choices: [[String?]] = [
      [verb(phase), head, files, sizes(state), speed, left],
      [head, files, sizes(state), speed, left],
      [head, files, speed, left],
      [short, files, left],
      [short, files],
      [short ?? files],
    ]
    let lines = choices.map { $0.compactMap { $0 }.joined(separator: "  ") }
    guard let line = lines.first(where: { $0.displayWidth <= width }) else { return (lines.last ?? "").shortened(to: width) }
    let room = width - line.displayWidth - 2
    guard room >= 16, let current = state.active.first else { return line }
    return line + "  " + current.printable.shortened(to: room, ellipsis: unicode ? "…" : "...")
  }

  /// One line for a log.
  static func plain(_ state: ProgressState, at now: Double) -> String? {
    guard let phase = state.phase else { return nil }
    guard ProgressState.counts(phase) else { return seen(phase, state) }
    var parts = [counted(state)]
    if let sizes = sizes(state) { parts.append(sizes) }
    if let speed = speed(state, at: now) { parts.append(speed) }
    if let left = state.secondsLeft(at: now) { parts.append("about \(HumanNumber.timeLeft(seconds: left)) left") }
    return "\(verb(phase)): \(parts.joined(separator: ", "))"
  }

  /// What is being done, as the beginning of a line.
  static func verb(_ phase: Phase) -> String {
    switch phase {
    case .recovering: "Completing an earlier run"
    case .scanning: "Looking"
    case .archiving: "Archiving"
    case .listing: "Writing the manifests"
    case .cataloguing: "Updating the catalog"
    case .restoring: "Restoring"
    case .auditing: "Auditing"
    case .benchmarking: "Measuring"
    case .protecting: "Making parity"
    case .examining: "Looking for damage"
    case .repairing: "Repairing"
    case .mirroring: "Mirroring"
    case .proving: "Proving"
    case .previewing: "Making previews"
    case .browsing: "Making pictures"
    }
  }

  /// `████▌     `
  static func bar(_ fraction: Double, columns: Int, unicode: Bool) -> String {
    let share = min(1, max(0, fraction))
    guard unicode else {
      let full = Int(share * Double(columns))
      return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: columns - full) + "]"
    }
    let eighths = Int(share * Double(columns * 8))
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return (String(repeating: "█", count: eighths / 8) + partial).paddedRight(to: columns) + "▏"
  }

  private static func seen(_ phase: Phase, _ state: ProgressState) -> String {
    guard phase == .scanning, let files = state.totalFiles else { return verb(phase) + " …" }
    return "\(verb(phase)) … \(HumanNumber.count(files, "entry", "entries")), \(HumanNumber.bytes(state.totalBytes ?? 0))"
  }

  private static func counted(_ state: ProgressState) -> String {
    guard let total = state.totalFiles else { return HumanNumber.count(state.filesDone, "file") }
    return "\(HumanNumber.count(state.filesDone))/\(HumanNumber.count(total)) files"
  }

  private static func sizes(_ state: ProgressState) -> String? {
    guard let total = state.totalBytes, total > 0 else { return state.bytesDone > 0 ? HumanNumber.bytes(state.bytesDone) : nil }
    return "\(HumanNumber.bytes(state.bytesDone))/\(HumanNumber.bytes(total))"
  }

  private static func speed(_ state: ProgressState, at now: Double) -> String? {
    state.bytesPerSecond(at: now).map { HumanNumber.rate(bytesPerSecond: $0) }
  }
}
