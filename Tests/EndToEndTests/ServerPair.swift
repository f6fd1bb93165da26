import Foundation

/// A server as one process, or as two: signaling, and a media node to which it connects.
enum Arrangement: String, CaseIterable, Sendable {
    /// One process.
    case one
    /// Two on one machine, which meet in the file system.
    case local
    /// Two that meet over a network, with TLS.
    case network
}

/// A running server in one of these arrangements.
struct ServerPair: Sendable {
    /// Where clients go.
    let server: RunningServer
    /// Where media is, when that is another process.
    let media: RunningServer?
    /// Where they meet, when that is in the file system.
    private let meetingPlace: MeetingPlace?

    /// What both know.
    private static let secret = ["--plane-secret", "a-secret-of-the-tests"]

    /// Starts it. `flags` are for signaling, or for the one that does all.
    init(_ arrangement: Arrangement, _ flags: [String] = []) async throws {
        guard arrangement != .one else {
            server = try await RunningServer(flags)
            media = nil
            meetingPlace = nil
            return
        }
        let meetingPlace = arrangement == .local ? MeetingPlace() : nil
        self.meetingPlace = meetingPlace
        let media = try await Self.media(at: meetingPlace?.flag ?? "127.0.0.1:0")
        self.media = media
        let place = media.log.firstMatch(of: /"plane":"([^"]+)"/)?.1 ?? "nowhere"
        server = try await RunningServer(
            ["--roles", "signaling", "--plane", String(place)] + Self.secret + flags)
        // It has started when its own ports are open; the way to the media node is there a moment later.
        try await wait { server.log.contains("media node reached") }
    }

    /// Starts a media node; `place` is where signaling finds it.
    static func media(at place: String) async throws -> RunningServer {
        try await RunningServer(["--roles", "sfu", "--plane-listen", place] + secret)
    }

    /// What both have logged.
    var log: String { (media.map { "media: \($0.log)\n" } ?? "") + server.log }
}
