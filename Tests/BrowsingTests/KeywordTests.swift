import Foundation
import MetadataCoding
import TestSupport
import Testing

/// Keywords in XMP documents, of which some are not what they should be.
@Suite struct KeywordTests {
  private func read(_ text: String) -> [String] { XMPKeywords.read(Array(text.utf8)) }

  @Test func theyAreFound() {
    let document = """
      <?xpacket begin='\u{FEFF}'?><x:xmpmeta><rdf:RDF><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:subjects><rdf:Bag><rdf:li>not this</rdf:li></rdf:Bag></dc:subjects><dc:subject/>
      <dc:subject>
       <rdf:Bag><rdf:li>harbour</rdf:li><rdf:li xml:lang="x">  Fog &amp; &#x6D;ist&#33; </rdf:li><rdf:li/><rdf:li></rdf:li>
       <rdf:li>harbour</rdf:li><rdf:li><b>x</b></rdf:li><rdf:li>&unknown; café</rdf:li></rdf:Bag>
      </dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
      """
    #expect(read(document) == ["harbour", "Fog & mist!", "&unknown; café"])
  }

  @Test func whatIsNoDocumentGivesNothing() {
    for text in [
      "", "<", "<dc:subject", "<dc:subject>", "<dc:subject><rdf:li>cut", "<dc:subject><rdf:li>a</rdf:li", "<rdf:li>a</rdf:li>",
      "<dc:subject></dc:subject><rdf:li>a</rdf:li>", "<dc:subject/><rdf:li>a</rdf:li></dc:subject>",
    ] { #expect(read(text).isEmpty, "\(text)") }
    #expect(XMPKeywords.read(Array("<dc:subject><rdf:li>".utf8) + [0xFF, 0xFE] + Array("</rdf:li></dc:subject>".utf8)).isEmpty)
  }

  @Test func manyAndLongOnesAreBounded() {
    let item = "<rdf:li>\(String(repeating: "x", count: 2000))</rdf:li>"
    #expect(read("<dc:subject>\(String(repeating: item, count: 10))</dc:subject>").isEmpty)
    let many = (0..<5000).map { "<rdf:li>\($0)</rdf:li>" }.joined()
    #expect(read("<dc:subject>\(many)</dc:subject>").count == 1000)
    // Beginnings without ends, and random pieces of what counts: it comes to its end.
    _ = read(String(repeating: "<dc:subject ", count: 50_000))
    _ = read("<dc:subject>" + String(repeating: "<rdf:li>", count: 50_000))
    var generator = RepeatableRandomNumberGenerator(seed: 5)
    let pieces = [
      "<dc:subject>", "</dc:subject>", "<rdf:li>", "</rdf:li>", "<rdf:li", "&#", "&#xFFFFFFFFF;", ";", "&", "a", "/>", ">", "<",
    ]
    for _ in 0..<2000 { _ = read((0..<30).compactMap { _ in pieces.randomElement(using: &generator) }.joined()) }
  }
}
