import ByteCoding
import Foundation

/// Writes a PREMIS 3.0 document (namespace `http://www.loc.gov/premis/v3`, Library of Congress, 2015): objects, then events, then agents.
///
/// The order of the calls is the order of the schema: `archive` and `file` first, `event` after them. Memory does not grow with any of them.
struct PREMISWriter {
  /// One file of the archive.
  struct File {
    var path: String
    var digest: SHA256Digest?
    var size: Int64?
    var format: (name: String, version: String?)
    /// The original's path, for units whose names tell it.
    var original: String?
    /// Identifiers of the events that say something of this file.
    var events: [String] = []
  }

  /// Something that was done to the archive.
  struct Event {
    /// Unique within the document, and the same in every document over this archive.
    var identifier: String
    var type: PREMISTerm
    var date: Date
    var detail: String
    var outcome: PREMISTerm
    /// One note each, such as a finding.
    var notes: [String] = []
    /// Files the notes speak of; the archive itself is always linked.
    var files: [String] = []
    /// Name and version of the program.
    var software: String
  }

  private static let archiveIdentifier = "Glassine archive"
  private static let pathIdentifier = "Glassine archive path"
  private static let eventIdentifier = "Glassine event"
  private static let agentIdentifier = "Glassine version"

  private let report: ReportFile
  private let archive: String
  private var xml: XMLStream
  private var agents: Set<String> = []

  /// Writes a whole document to a file. Throws `.environment`, and what `body` throws; then nothing is left behind.
  static func write(to path: String, archive: String, _ body: (inout PREMISWriter) throws(Fault) -> Void) throws(Fault) {
    let report = try ReportFile(path)
    var xml = try XMLStream(report)
    let root = [
      ("xmlns", "http://www.loc.gov/premis/v3"), ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
      ("xsi:schemaLocation", "http://www.loc.gov/premis/v3 http://www.loc.gov/standards/premis/v3/premis-v3-0.xsd"), ("version", "3.0"),
    ]
    try xml.element("premis", root) { xml throws(Fault) in
      var writer = PREMISWriter(report: report, archive: archive, xml: xml)
      try writer.writeArchive()
      try body(&writer)
      try writer.writeAgents()
      xml = writer.xml
    }
    try report.finish()
  }

  private init(report: ReportFile, archive: String, xml: XMLStream) {
    self.report = report
    self.archive = archive
    self.xml = xml
  }

  private mutating func writeArchive() throws(Fault) {
    let archive = archive
    try xml.element("object", [("xsi:type", "representation")]) { xml throws(Fault) in
      try Self.identifier("object", Self.archiveIdentifier, archive, &xml)
    }
  }

  /// Writes a file of the archive.
  mutating func write(_ file: File) throws(Fault) {
    let archive = archive
    try xml.element("object", [("xsi:type", "file")]) { xml throws(Fault) in
      try Self.identifier("object", Self.pathIdentifier, file.path, &xml)
      try xml.element("objectCharacteristics") { xml throws(Fault) in
        if let digest = file.digest {
          try xml.element("fixity") { xml throws(Fault) in
            try xml.leaf("messageDigestAlgorithm", PREMISTerm.sha256.label, PREMISTerm.sha256.attributes)
            try xml.leaf("messageDigest", digest.hex)
          }
        }
        if let size = file.size { try xml.leaf("size", "\(size)") }
        try xml.element("format") { xml throws(Fault) in
          try xml.element("formatDesignation") { xml throws(Fault) in
            try xml.leaf("formatName", file.format.name)
            if let version = file.format.version { try xml.leaf("formatVersion", version) }
          }
        }
      }
      if let original = file.original { try xml.leaf("originalName", original) }
      try xml.element("relationship") { xml throws(Fault) in
        try xml.leaf("relationshipType", PREMISTerm.structural.label, PREMISTerm.structural.attributes)
        try xml.leaf("relationshipSubType", PREMISTerm.isPartOf.label, PREMISTerm.isPartOf.attributes)
        try Self.identifier("relatedObject", Self.archiveIdentifier, archive, &xml)
      }
      for event in file.events { try Self.identifier("linkingEvent", Self.eventIdentifier, event, &xml) }
    }
  }

  /// Writes an event; its program becomes an agent.
  mutating func write(_ event: Event) throws(Fault) {
    agents.insert(event.software)
    let archive = archive
    try xml.element("event") { xml throws(Fault) in
      try Self.identifier("event", Self.eventIdentifier, event.identifier, &xml)
      try xml.leaf("eventType", event.type.label, event.type.attributes)
      try xml.leaf("eventDateTime", event.date.formatted(.iso8601))
      try xml.element("eventDetailInformation") { xml throws(Fault) in try xml.leaf("eventDetail", event.detail) }
      try xml.element("eventOutcomeInformation") { xml throws(Fault) in
        try xml.leaf("eventOutcome", event.outcome.label, event.outcome.attributes)
        for note in event.notes {
          try xml.element("eventOutcomeDetail") { xml throws(Fault) in try xml.leaf("eventOutcomeDetailNote", note) }
        }
      }
      try xml.element("linkingAgentIdentifier") { xml throws(Fault) in
        try xml.leaf("linkingAgentIdentifierType", Self.agentIdentifier)
        try xml.leaf("linkingAgentIdentifierValue", event.software)
        try xml.leaf("linkingAgentRole", PREMISTerm.executingProgram.label, PREMISTerm.executingProgram.attributes)
      }
      try Self.identifier("linkingObject", Self.archiveIdentifier, archive, &xml)
      for file in event.files { try Self.identifier("linkingObject", Self.pathIdentifier, file, &xml) }
    }
  }

  private mutating func writeAgents() throws(Fault) {
    for software in agents.sorted() {
      let parts = software.split(separator: " ", maxSplits: 1).map(String.init)
      try xml.element("agent") { xml throws(Fault) in
        try Self.identifier("agent", Self.agentIdentifier, software, &xml)
        try xml.leaf("agentName", parts.first ?? software)
        try xml.leaf("agentType", PREMISTerm.software.label, PREMISTerm.software.attributes)
        if parts.count > 1 { try xml.leaf("agentVersion", parts[1]) }
      }
    }
  }

  private static func identifier(_ what: String, _ type: String, _ value: String, _ xml: inout XMLStream) throws(Fault) {
    try xml.element("\(what)Identifier") { xml throws(Fault) in
      try xml.leaf("\(what)IdentifierType", type)
      try xml.leaf("\(what)IdentifierValue", value)
    }
  }
}
