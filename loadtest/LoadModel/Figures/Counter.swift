/// What a run counts, each under the name that it has in reports and expectations.
public enum Counter: String, CaseIterable, Hashable, Sendable {
    /// Viewers that set out: HLS players are some, and each whom a member of a stage receives makes it one.
    case started
    /// Viewers that got an answer to their request.
    case answered
    /// Viewers whose first frame could be decoded, every packet of it authenticated; HLS players that began to play.
    case joined
    /// Viewers that never joined, or lost their session before they were to leave.
    case failed
    /// Joined viewers without a freeze or a stall that lost less than 0.1 % for good.
    case healthy
    /// Publishers that set out, members of stages that send among them.
    case publishersStarted = "publishers_started"
    /// Publishers whose media flowed.
    case publishersConnected = "publishers_connected"
    /// Members of stages that set out.
    case membersStarted = "members_started"
    /// Those of them that got there.
    case membersJoined = "members_joined"
    /// Media packets that viewers should have had.
    case packetsExpected = "packets_expected"
    /// Those of them that the network lost.
    case packetsLost = "packets_lost"
    /// Those of them that were missing in the end, after retransmission.
    case packetsMissing = "packets_missing"
    /// Packets whose authentication failed.
    case packetsForged = "packets_forged"
    /// Octets of media that viewers received, playlists among them.
    case bytesReceived = "bytes_received"
    /// Frames that could be decoded.
    case framesDecodable = "frames_decodable"
    /// Frames that were whole and could not, for want of another.
    case framesUndecodable = "frames_undecodable"
    /// Frames that were never whole.
    case framesIncomplete = "frames_incomplete"
    /// Pictures that a decoder made of what viewers received who verify.
    case framesDecoded = "frames_decoded"
    /// Pictures that it could not decode, or in part only, though they and all before them had come whole.
    case decoderErrors = "decoder_errors"
    /// Times that a picture stood still.
    case freezes
    /// Viewers whose picture did.
    case viewersFrozen = "viewers_frozen"
    /// Keyframes that viewers asked for.
    case keyframesAsked = "keyframes_asked"
    /// Viewers whose timestamps did not tell the time.
    case viewersMistimed = "viewers_mistimed"
    /// Payloads that were opened by another implementation and compared with what was sent.
    case payloadsVerified = "payloads_verified"
    /// Those of them that were not what was sent.
    case payloadsWrong = "payloads_wrong"
    /// Times that an HLS player ran out of media.
    case stalls
    /// Changes of layer or rendition, as the sizes of pictures tell them.
    case layerChanges = "layer_changes"

    /// What it counts, for a person.
    public var title: String {
        switch self {
        case .started: "viewers started"
        case .publishersStarted: "publishers started"
        case .membersStarted: "members of stages started"
        case .membersJoined: "members of stages joined"
        default: rawValue.map { $0 == "_" ? " " : String($0) }.joined()
        }
    }

    /// What it is a share of, where that is how people speak of it.
    var whole: Counter? {
        switch self {
        case .answered, .joined, .failed, .healthy, .viewersFrozen, .viewersMistimed: .started
        case .publishersConnected: .publishersStarted
        case .membersJoined: .membersStarted
        case .packetsLost, .packetsMissing, .packetsForged: .packetsExpected
        case .payloadsWrong: .payloadsVerified
        default: nil
        }
    }
}
