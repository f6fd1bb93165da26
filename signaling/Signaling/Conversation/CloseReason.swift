/// Why we close a socket (PROTOCOL.md): codes from 4000 are an application's own (RFC 6455 §7.4.2).
enum CloseReason {
    /// No hello came.
    case noHello
    /// The client goes on on another socket.
    case replaced
    /// A host sent the client away.
    case kicked
    /// The client does not take in what it is told.
    case tooSlow
    /// The client asks more than it waits for.
    case tooMuch
    /// There is no more to say.
    case over

    /// The code.
    var code: UInt16 {
        switch self {
        case .over: 1000
        case .tooSlow, .tooMuch: 1008
        case .noHello: 4000
        case .replaced: 4001
        case .kicked: 4003
        }
    }

    /// The reason.
    var text: String {
        switch self {
        case .over: ""
        case .tooSlow: "reads too slowly"
        case .tooMuch: "too many requests wait"
        case .noHello: "no hello came"
        case .replaced: "resumed on another socket"
        case .kicked: "a host sent you away"
        }
    }
}
