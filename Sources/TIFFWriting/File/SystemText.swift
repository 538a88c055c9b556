internal import Foundation

/// The system's words for an `errno`.
func systemText(_ errno: Int32) -> String { String(cString: strerror(errno)) }
