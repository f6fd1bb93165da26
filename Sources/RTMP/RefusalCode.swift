/// Why a client may not publish, as RTMP tells it: encoders know some of the codes and show their users the words.
public enum RefusalCode: Hashable, Sendable {
    /// There is no such stream to publish, or another has it.
    case badName
    /// It may not.
    case denied

    /// The code of `onStatus`.
    var code: String {
        switch self {
        case .badName: "NetStream.Publish.BadName"
        case .denied: "NetStream.Publish.Denied"
        }
    }
}
