import Bytes

/// Writes one STUN message: the header, attributes in the order in which they are asked for, and at the end what
/// proves it. An array each: there is a check every few seconds for a session, not one for each packet.
struct STUNWriter {
    /// What has been written; the length in the header is set when the message is closed.
    private var bytes: [UInt8] = []
    /// Which question it is or answers.
    private let transaction: TransactionID

    /// Starts a message.
    init(_ kind: STUNKind, _ transaction: TransactionID) {
        self.transaction = transaction
        bytes.reserveCapacity(128)
        bytes.append(bigEndian: kind.rawValue)
        bytes.append(bigEndian: 0 as UInt16)
        bytes.append(bigEndian: STUNMessage.magicCookie)
        bytes.append(bigEndian: transaction.high)
        bytes.append(bigEndian: transaction.low)
    }

    /// USERNAME, `receiver:sender`.
    mutating func write(username receiver: String, _ sender: String) {
        head(.username, receiver.utf8.count + 1 + sender.utf8.count)
        bytes += receiver.utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += sender.utf8
        pad()
    }

    /// XOR-MAPPED-ADDRESS.
    mutating func write(mapped address: SocketAddress) {
        head(.xorMappedAddress, address.ip.isV4 ? 8 : 20)
        address.appendXORMapped(to: &bytes, transaction)
    }

    /// PRIORITY.
    mutating func write(priority: UInt32) {
        head(.priority, 4)
        bytes.append(bigEndian: priority)
    }

    /// USE-CANDIDATE.
    mutating func writeUseCandidate() {
        head(.useCandidate, 0)
    }

    /// ICE-CONTROLLING or ICE-CONTROLLED.
    mutating func write(_ claim: RoleClaim) {
        head(claim.role == .controlling ? .iceControlling : .iceControlled, 8)
        bytes.append(bigEndian: claim.tieBreaker)
    }

    /// ERROR-CODE.
    mutating func write(_ code: STUNErrorCode) {
        head(.errorCode, 4)
        bytes.append(bigEndian: code.attribute)
    }

    /// UNKNOWN-ATTRIBUTES (RFC 8489 §14.13): 16 bits each.
    mutating func write(unknown types: [UInt16]) {
        head(.unknownAttributes, 2 * types.count)
        for type in types { bytes.append(bigEndian: type) }
        pad()
    }

    /// Ends the message with MESSAGE-INTEGRITY and FINGERPRINT.
    consuming func sealed(with password: String) -> [UInt8] {
        setLength(adding: 4 + MessageIntegrity.byteCount)
        let code = MessageIntegrity.code(for: bytes.bytes, password: password)
        head(.messageIntegrity, MessageIntegrity.byteCount)
        bytes += code
        setLength(adding: 4 + Fingerprint.byteCount)
        let fingerprint = Fingerprint(of: bytes.bytes)
        head(.fingerprint, Fingerprint.byteCount)
        bytes.append(bigEndian: fingerprint.value)
        return bytes
    }

    /// Starts an attribute.
    private mutating func head(_ type: AttributeType, _ byteCount: Int) {
        bytes.append(bigEndian: type.rawValue)
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: byteCount))
    }

    /// Fills the last word of an attribute.
    private mutating func pad() {
        while bytes.count & 3 != 0 { bytes.append(0) }
    }

    /// Sets the length in the header to that of what is written and of `more` octets that will be: the codes
    /// cover a length that already counts them (RFC 8489 §14.5, §14.7).
    private mutating func setLength(adding more: Int) {
        let length = UInt16(truncatingIfNeeded: bytes.count - STUNMessage.headerByteCount + more)
        bytes[2] = UInt8(length >> 8)
        bytes[3] = UInt8(length & 0xFF)
    }
}
