internal import ArchiveStore
internal import ByteCoding
internal import CContactSheet

/// The page itself: the same for every sheet but for its title. What it shows lies in `data/`.
enum SheetPage {
  /// Writes the page into a sheet. Gives how many files changed and did not.
  static func write(to sheet: SheetFolder, title: String) throws(Fault) -> (written: Int, kept: Int) {
    var counts = (written: 0, kept: 0)
    let folder = try sheet.root.folder(creating: Array("page".utf8))
    let files: [(String, glassine_page)] = [
      ("sheet.css", glassine_page_style), ("theme.js", glassine_page_theme), ("words.js", glassine_page_words),
      ("shots.js", glassine_page_shots), ("grid.js", glassine_page_grid), ("compare.js", glassine_page_compare),
      ("viewer.js", glassine_page_viewer), ("sheet.js", glassine_page_sheet),
    ]
    for (name, page) in files {
      if try sheet.publishIfChanged(bytes(page), in: folder, as: Array(name.utf8)) { counts.written += 1 } else { counts.kept += 1 }
    }
    // Last, since it leads to all others.
    let index = String(decoding: bytes(glassine_page_index), as: UTF8.self).replacing("{{title}}", with: SheetText.markup(title))
    if try sheet.publishIfChanged(Array(index.utf8), in: sheet.root, as: Array("index.html".utf8)) {
      counts.written += 1
    } else {
      counts.kept += 1
    }
    return counts
  }

  private static func bytes(_ page: glassine_page) -> [UInt8] { Array(UnsafeBufferPointer(start: page.bytes, count: page.count)) }
}
