/// The close codes that we send, and which a peer may (RFC 6455 §7.4).
enum CloseCode {
    /// The purpose is fulfilled.
    static let normal: UInt16 = 1000
    /// The server goes down, or the browser leaves the page.
    static let goingAway: UInt16 = 1001
    /// The peer broke the protocol.
    static let protocolError: UInt16 = 1002
    /// Never sent: the Close frame had no code.
    static let noneGiven: UInt16 = 1005
    /// Never sent: there was no Close frame.
    static let abnormal: UInt16 = 1006
    /// A text was not UTF-8.
    static let invalidText: UInt16 = 1007
    /// What the peer does is against our rules; here: it reads too slowly.
    static let policy: UInt16 = 1008
    /// A message was too large.
    static let tooLarge: UInt16 = 1009

    /// Whether a Close frame may carry the code: those that RFC 6455 §7.4.1 and the registry define, but for the
    /// ones that are never sent, and what libraries (3000) and applications (4000) define for themselves.
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
