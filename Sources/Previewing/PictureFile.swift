/// Which files may hold a picture, by their first bytes: others are not taken out of the archive only to be looked through.
enum PictureFile {
  /// Bytes that `mayBeRaw` wants to see, where there are as many.
  static let headLength = 16

  static func isJPEG(_ head: [UInt8]) -> Bool { head.starts(with: [0xFF, 0xD8, 0xFF]) }

  /// TIFF-like files (DNG, NEF, ARW, ORF, RW2 and kin), and those of Canon, Fujifilm, Minolta and Sigma.
  static func mayBeRaw(_ head: [UInt8]) -> Bool {
    if head.starts(with: [0x49, 0x49]) || head.starts(with: [0x4D, 0x4D]) {
      // The version word of makers, behind a byte order: a text seldom goes on like this.
      return head.count > 8 && head[2...3].contains { $0 < 0x20 || $0 == 0x52 || $0 == 0x55 }
    }
    let isCR3 = head.count >= 11 && Array(head[4..<11]) == Array("ftypcrx".utf8)
    return isCR3 || ["FUJIFILMCCD", "\0MRM", "FOVb"].contains { head.starts(with: $0.utf8) }
  }
}
