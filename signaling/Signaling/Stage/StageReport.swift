public import HTTP
public import Platform

/// Who is at a stage, for whoever asks over HTTP.
public struct StageReport: Sendable {
    /// Which stage.
    public var name: StreamName
    /// Those on it.
    public var participants: [Participant]
    /// Whose stream has the name of the stage as well.
    public var primary: ParticipantID?
    /// Those who speak or spoke last, the loudest first.
    public var speakers: [ParticipantID]
    /// How many watch.
    public var viewers: Int

    /// What is known of a stage.
    public init(
        name: StreamName, participants: [Participant] = [], primary: ParticipantID? = nil,
        speakers: [ParticipantID] = [], viewers: Int = 0
    ) {
        self.name = name
        self.participants = participants
        self.primary = primary
        self.speakers = speakers
        self.viewers = viewers
    }
}

extension StageReport: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("stream", name.text)
            json.member("participants", participants)
            json.member("primary", ifPresent: primary?.text)
            json.member("speakers", speakers.map(\.text))
            json.member("viewers", viewers)
        }
    }
}
