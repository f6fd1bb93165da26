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
    /// Whether a viewer saw and heard all three.
    var watching: Bool
    /// Whom the API listed.
    var participants: [String]
    /// Whether the others were told that one has muted, and who speaks.
    var muted: Bool
    var speaker: Bool
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
    /// What is wrong with the page.
    var faults: [String: PagesReport.Faults]
}
