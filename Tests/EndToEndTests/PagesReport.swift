/// What was seen on the server's own pages.
struct PagesReport: Decodable, Sendable {
    /// What is wrong with a page, whoever looks at it.
    struct Faults: Decodable, Sendable, Equatable {
        /// Errors and violations of the content policy.
        var complaints: [String] = []
        /// What was loaded from another host.
        var strangers: [String] = []
        /// The roles of controls without a name.
        var unnamed: [String] = []
        /// How many pixels it is wider than the window.
        var overflow = 0
    }

    /// How a player got over a change of its network.
    struct Restart: Decodable, Sendable, Equatable {
        /// Whether it sent a PATCH.
        let patched: Bool
        /// Whether pictures went on.
        let moved: Bool
        /// How many offers it has made in all.
        let offers: Int
    }

    /// What the first page says when nothing is live, and the command for ffmpeg it gives.
    let empty, command: String
    /// What the player says before the stream begins, and after it has ended.
    let waiting, after: String
    /// What the studio says without a key, and with a wrong one.
    let refusals: [String]
    /// Whether the studio came to be live, and the player showed a second of pictures with nothing over them.
    let published, started, uncovered: Bool
    /// The studio's statistics.
    let figures: [String]
    /// Whether the first page lists the stream.
    let listed: Bool
    let restarted: Restart
    /// Whether the studio shared a screen, whether the player went on, and whether it did so back at the camera.
    let switched, moved, movedBack: Bool
    /// What a second studio says.
    let conflict: String
    /// Whether it took over, whether the first one noticed, and whether the player went on.
    let takenOver, replaced, movedAgain: Bool
    /// Whether keys mute and show statistics.
    let muted, measured: Bool
    /// What the page of a name that cannot be says.
    let missing: String
    /// Whether the player noticed the end.
    let ended: Bool
    let faults: [String: Faults]
}
