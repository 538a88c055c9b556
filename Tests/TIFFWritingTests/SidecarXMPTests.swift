import ByteCoding
import Foundation
import MetadataCoding
import SensorModel
import ShotMetadata
import Testing

@Suite struct SidecarXMPTests {
  let shot = Case.all[0].facts
  let own = ["originalFileName": "IMG_0001.NEF", "sha256": "00ff", "tier": "file-exact"]

  static let embedded = """
    <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:my="http://example.org/my/" \
    xmp:Rating="4" tiff:Make="Embedded" my:word="kept"><dc:subject><rdf:Bag><rdf:li>moor</rdf:li><rdf:li>dawn</rdf:li></rdf:Bag>\
    </dc:subject></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>
    """

  func packet(_ metadata: MetadataBlock, _ facts: ShotFacts? = nil) throws -> String {
    String(decoding: try SidecarXMP.packet(facts: facts ?? shot, metadata: metadata, glassine: own), as: UTF8.self)
  }

  @Test func theSameShotGivesTheSameBytes() throws {
    let with = MetadataBlock(xmp: Array(Self.embedded.utf8))
    let first = try packet(with)
    // A namespace met in between must leave no trace: prefixes are process-wide in the toolkit.
    let other = Self.embedded.replacingOccurrences(of: "http://example.org/my/", with: "http://example.org/other/")
    _ = try packet(MetadataBlock(xmp: Array(other.utf8)))
    _ = try packet(MetadataBlock())
    #expect(try packet(with) == first)
  }

  @Test func theEmbeddedPacketIsKept() throws {
    let text = try packet(MetadataBlock(xmp: Array(Self.embedded.utf8)))
    for part in ["xmp:Rating=\"4\"", "moor", "dawn", "my:word=\"kept\"", "tiff:Make=\"Embedded\"", "glassine:tier=\"file-exact\""] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
    #expect(text.contains("xmlns:glassine=\"\(SidecarXMP.namespace)\""))
  }

  @Test func packetsThatAreNoneAreLeftOut() throws {
    let plain = try packet(MetadataBlock())
    #expect(try packet(MetadataBlock(xmp: [0xFF, 0, 1, 2])) == plain)
    #expect(try packet(MetadataBlock(xmp: Array("<x:xmpmeta><unclosed>".utf8))) == plain)
    let bomb = "<!DOCTYPE a [<!ENTITY b \"cccc\">]>" + Self.embedded
    #expect(try packet(MetadataBlock(xmp: Array(bomb.utf8))) == plain)
  }

  @Test func hostileTextsStayText() throws {
    var facts = shot
    facts.camera.make = "A<&\">\u{1}\u{0}B"
    facts.exposure.description = "lang=\"de\" ]]> & more"
    let text = try packet(MetadataBlock(), facts)
    #expect(text.contains("A&lt;&amp;"))
    #expect(!text.contains("\u{1}"))
    #expect(throws: Fault.self) { try SidecarXMP.packet(facts: facts, metadata: MetadataBlock(), glassine: ["a b": "c"]) }
  }

  @Test(.enabled(if: Tool.exiftool.isThere && Tool.exiv2.isThere)) func otherProgramsReadIt() throws {
    let folder = try Folder()
    try Data(try packet(MetadataBlock(xmp: Array(Self.embedded.utf8))).utf8).write(to: URL(fileURLWithPath: folder / "a.xmp"))
    let checked = try Tool.exiftool.run("-validate", "-warning", "-a", folder / "a.xmp").output
    #expect(checked.contains("OK") && !checked.contains("Warning"), "\(checked)")
    let text = try Tool.exiftool.run("-s", "-n", folder / "a.xmp").output
    for (tag, value) in [
      ("DateTimeOriginal", "2004:05:06 12:34:56"), ("ExposureTime", "0.004"), ("FNumber", "2.8"), ("ISO", "200"), ("Rating", "4"),
      ("Lens", "35mm f/2"), ("SerialNumber", "1234"), ("Creator", "A. Adams"), ("Sha256", "00ff"), ("FocalLength", "35"),
    ] {
      #expect(text.split(separator: "\n").contains { $0.hasPrefix("\(tag) ") && $0.hasSuffix(": \(value)") }, "\(tag) in \(text)")
    }
    let exiv2 = try Tool.exiv2.run("-pa", folder / "a.xmp")
    #expect(exiv2.status == 0)
    #expect(exiv2.output.contains("Xmp.dc.subject"))
  }
}
