import Foundation

/// A path at which nobody listens, for two processes to meet. It goes with this: a server that is killed leaves its socket.
final class MeetingPlace: Sendable {
    /// The path, as flags have it.
    let flag: String
    /// The path.
    private let file: URL

    init() {
        file = FileManager.default.temporaryDirectory.appending(path: "plane-\(UUID().uuidString.prefix(8))")
        flag = "unix:\(file.path)"
    }

    deinit { try? FileManager.default.removeItem(at: file) }
}
