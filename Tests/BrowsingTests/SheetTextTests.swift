import Foundation
import Testing

@testable import Browsing

/// Text of an archive in HTML and JavaScript: it stays text.
@Suite struct SheetTextTests {
  /// Names that would like to be more than names.
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</script><!--", "a\u{2028}b\u{2029}c", "\u{202E}gpj.exe",
    "\u{2066}x\u{2069}",
    "'`${alert(1)}\\", "\u{1B}[31m\u{07}\u{00}", "\u{FEFF}\u{200F}\u{FFFE}", "]]>&amp;&lt;", "emoji 🌊 e\u{301} عربي", "line\r\nbreak\ttab",
    "\u{E0001}\u{E0041}",
  ]

  @Test func scriptsGetTextAndNothingElse() throws {
    for text in Self.hostile {
      let quoted = SheetText.quoted(text)
      // It is JSON with the very text in it…
      let back = try JSONDecoder().decode([String].self, from: Data("[\(quoted)]".utf8))
      #expect(back.first?.unicodeScalars.elementsEqual(text.unicodeScalars) == true, "\(text.debugDescription)")
      // … and nothing that HTML or JavaScript could take for more.
      for never in ["<", ">", "&", "'", "`", "\u{2028}", "\u{2029}", "\u{202E}", "\n", "\r", "\u{0}", "\u{1B}", "\u{FEFF}"] {
        #expect(!quoted.unicodeScalars.contains { String($0) == never }, "\(text.debugDescription) keeps \(never.debugDescription)")
      }
      #expect(quoted.hasPrefix("\"") && quoted.hasSuffix("\"") && !quoted.dropFirst().dropLast().replacing("\\\"", with: "").contains("\""))
    }
  }

  @Test func shownTextTurnsAndHidesNothing() {
    #expect(SheetText.shown("IMG_1 été 海.NEF") == "IMG_1 été 海.NEF")
    #expect(SheetText.shown("a\u{1B}[31m\u{7F}") == "a\u{241B}[31m\u{2421}")
    #expect(SheetText.shown("\u{202E}gpj.exe") == "\u{FFFD}gpj.exe")
    #expect(SheetText.shown("a\u{2028}b\u{85}c\u{200B}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    #expect(SheetText.shown("عربي") == "عربي")
  }

  @Test func markupIsText() {
    for text in Self.hostile {
      let markup = SheetText.markup(text)
      for never in ["<", ">", "\"", "'", "\u{0}", "\u{202E}"] { #expect(!markup.contains(never), "\(text.debugDescription): \(never)") }
    }
    #expect(SheetText.markup("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#39;")
  }

  @Test func objectsLeaveOutWhatIsNotThere() throws {
    var object = ScriptObject()
    object.add("text", "")
    object.add("none", String?.none)
    object.add("flag", false)
    object.add("number", Double.infinity)
    object.add("third", 1.0 / 3)
    object.add("whole", 100.0)
    object.add("count", 3)
    object.add(shown: "words", ["<", "a"])
    let parsed = try #require(try JSONSerialization.jsonObject(with: Data(object.literal.utf8)) as? [String: Any])
    #expect(Set(parsed.keys) == ["third", "whole", "count", "words"])
    #expect(parsed["whole"] as? Int == 100 && parsed["words"] as? [String] == ["<", "a"])
  }
}
