/// What a person chose for a `browse` run.
package struct BrowseOptions: Sendable {
  /// The sheet's title, for people.
  package var title: String
  /// Make a folder that is a sheet of another archive one of this archive.
  package var force = false
  package var jobs: Int
  package var software: String
  /// Shots in one file of data.
  package var chunk = 500

  package init(title: String, jobs: Int, software: String) {
    (self.title, self.jobs, self.software) = (title, jobs, software)
  }
}

/// What a `browse` run did.
package struct BrowseSummary: Sendable, Hashable {
  /// Shots on the sheet.
  package var shots = 0
  /// Of these, those whose pictures were made now, and those that had them.
  package var made = 0
  package var unchanged = 0
  /// Of these, those with a restored copy.
  package var restored = 0
  /// Of these, those that hold no picture that can be shown, and those whose picture cannot be had now.
  package var withoutPicture = 0
  package var failed = 0
  /// Files that are no pictures, and so not on the sheet.
  package var otherFiles = 0
  /// Pictures of earlier runs that nothing needs any more.
  package var removed = 0
  /// Files of data and of the page that were written, and those that were as they should be.
  package var written = 0
  package var kept = 0
  package var isComplete = false

  package init() {}
}
