import ArgumentParser
import Auditing

/// How much an audit looks into, and what it leaves in the archive's proof log.
struct BudgetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The share of files to look into, as 5% or 0.05.", valueName: "share"))
  var sample: Share = Share(value: 1)

  @Option(help: ArgumentHelp("Stop looking into files after this time: 90s, 30m, 8h.", valueName: "time"))
  var maxTime: TimeAmount?

  @Option(help: ArgumentHelp("Read no more of the files than this: 500M, 50G, 2T.", valueName: "size"))
  var maxBytes: ByteAmount?

  @Option(
    help: ArgumentHelp(
      "Draw the sample by lot with this number, instead of taking the files first that were not proved for longest.", valueName: "n"))
  var seed: UInt64?

  @Flag(help: "Leave no record of this audit in the archive.")
  var noRecord = false

  /// Whether a part of the archive was asked for.
  var isUsed: Bool { sample.value < 1 || maxTime != nil || maxBytes != nil || seed != nil }

  /// A share of the whole.
  struct Share: ExpressibleByArgument {
    let value: Double

    init(value: Double) { self.value = value }

    init?(argument: String) {
      let isPercent = argument.hasSuffix("%")
      guard let number = Double(isPercent ? String(argument.dropLast()) : argument) else { return nil }
      value = isPercent ? number / 100 : number
      guard value > 0, value <= 1 else { return nil }
    }

    var defaultValueDescription: String { "100%" }
  }

  /// A time in seconds, minutes, hours or days.
  struct TimeAmount: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
      guard let amount = Amount(argument, ["s": 1, "m": 60, "h": 3600, "d": 86_400]), amount.value < 1e9 else { return nil }
      seconds = amount.value
    }
  }

  /// An amount of bytes, in powers of a thousand, as sizes are printed.
  struct ByteAmount: ExpressibleByArgument {
    let bytes: Int64

    init?(argument: String) {
      var text = argument.uppercased()
      if text.hasSuffix("B") { text.removeLast() }
      guard let amount = Amount(text, ["": 1, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12]), amount.value >= 1, amount.value < 9e18 else {
        return nil
      }
      bytes = Int64(amount.value)
    }
  }

  /// A number above 0 with a unit.
  private struct Amount {
    let value: Double

    init?(_ text: String, _ units: [String: Double]) {
      let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits), let unit = units[String(text.dropFirst(digits.count))], number > 0 else { return nil }
      value = number * unit
    }
  }

  /// What an audit is told.
  func apply(to options: inout AuditOptions) {
    options.sample = sample.value
    options.maxSeconds = maxTime?.seconds
    options.maxBytes = maxBytes?.bytes
    options.seed = seed ?? 0
    options.order = seed == nil ? .oldest : .path
    options.recordAs = noRecord ? nil : ProgramVersion.software
  }
}
