/// What was seen on a stage.
struct StageReport: Decodable, Sendable {
    /// What became of a socket that was cut.
    struct Cut: Decodable, Sendable, Equatable {
        /// Whether the conversation went on.
        var resumed: Bool
        /// What others sent meanwhile, in order of arrival.
        var data: [Int]
        /// Whether every message came once, in order.
        var gapless: Bool
        /// Whether pictures went on meanwhile.
        var mediaWentOn: Bool
    }

    /// Whether each of three saw and heard the two others.
    var present: [Bool]
    /// Where a player of the stage's HLS was sent, by whoever has the media.
    var playlist: String
    /// Whether a viewer saw and heard all three.
    var watching: Bool
    /// Whom the API listed.
    var participants: [String]
    /// Whether the others were told that one has muted, and who speaks.
    var muted: Bool
    var speaker: Bool
    /// How many seconds passed from when another began to speak until the others were told.
    var speakerAfter: Double?
    /// Whether a screen took the camera's place, and the camera came back.
    var shared: Bool
    var sharedBack: Bool
    /// What became of a socket that was cut.
    var resumed: Cut
    /// Whether a viewer who raised a hand came onto the stage, and was seen and heard there.
    var raised: Bool
    var raisedSeen: Bool
    /// Whether one who left was gone, and the others went on.
    var left: Bool
    /// Whether all saw and heard each other when that one came back.
    var back: Bool
    /// Whether the server had offered to end what was received of it, and was answered.
    var offered: [Bool]
    /// Over how many connections each of the three received the others in the end, and in how many sections the first.
    var connections: [Int]
    var sections: Int
    /// What is wrong with the page.
    var faults: [String: PagesReport.Faults]
}

/// What one on a stage saw whose network failed.
struct RoamingReport: Decodable, Sendable {
    /// How a conversation stood after it had been resumed.
    struct Resumed: Decodable, Sendable, Equatable {
        /// Whether it went on as often as it should.
        var resumed: Bool
        /// What the other had sent, in order of arrival.
        var data: [Int]
        /// Whether every message came once, in order.
        var gapless: Bool
    }

    /// Whether both saw and heard each other: at first, while the socket was cut, and from the other network.
    var before: [Bool]
    var during: [Bool]
    var moved: [Bool]
    /// Whether pictures went on, on the same connections, when the server's kernel had ended the socket.
    var wentOn: Bool
    /// Whether the cut was noticed, and after how many seconds.
    var noticed: Bool
    var noticedAfter: Double
    /// How long the new network was there until both saw each other, in seconds.
    var movedAfter: Double
    /// What was heard after the end of the socket at the server's side, after the cut, and after the change.
    var aborted: Resumed
    var cut: Resumed
    var change: Resumed
    /// How often ICE was restarted, and whether what was received stayed the same peer connections.
    var restarts: Int
    var kept: Bool
}
