import Bytes
import Timing

@testable import ICE

/// What a message says, copied out of the view, which `#expect` cannot look at.
struct MessageContent: Equatable {
    var kind: STUNKind
    var transaction: TransactionID
    var username: String?
    var mappedAddress: SocketAddress?
    var errorCode: UInt16?
    var priority: UInt32?
    var usesCandidate: Bool
    var roleClaim: RoleClaim?
    var unknownAttributes: [UInt16]
    var hasValidFingerprint: Bool

    /// Reads all of a message.
    init?(_ bytes: [UInt8]) {
        guard let message = STUNMessage(bytes.bytes) else { return nil }
        kind = message.kind
        transaction = message.transaction
        if let name = message.username { username = String(utf8: name) }
        mappedAddress = message.mappedAddress
        errorCode = message.errorCode?.value
        priority = message.priority
        usesCandidate = message.usesCandidate
        roleClaim = message.roleClaim
        unknownAttributes = message.unknownAttributes
        hasValidFingerprint = message.hasValidFingerprint
    }
}

/// Whether a message carries the code that `password` makes.
func isIntact(_ bytes: [UInt8], password: String) -> Bool {
    STUNMessage(bytes.bytes)?.isIntact(password: password) ?? false
}

/// The fragment of whom a datagram is for, if it is a check.
func receiverUfrag(_ bytes: [UInt8]) -> String? {
    STUNMessage.receiverUfrag(in: bytes.bytes)
}

extension LiteAgent {
    /// A datagram came, in an array.
    @discardableResult
    mutating func handle(_ datagram: [UInt8], on path: Path, at now: Instant) -> Bool {
        handle(datagram.bytes, on: path, at: now)
    }
}

extension FullAgent {
    /// A datagram came, in an array.
    @discardableResult
    mutating func handle(_ datagram: [UInt8], on path: Path, at now: Instant) -> Bool {
        handle(datagram.bytes, on: path, at: now)
    }
}
