import Bytes

/// The attributes of one message, gathered in one pass: values where they are small, else where they lie.
struct FoundAttributes {
    /// Where the value of USERNAME is.
    var username: Range<Int>?
    /// Where the value of XOR-MAPPED-ADDRESS is.
    var xorMappedAddress: Range<Int>?
    /// The code of ERROR-CODE.
    var errorCode: STUNErrorCode?
    /// The value of PRIORITY.
    var priority: UInt32?
    /// Whether USE-CANDIDATE is there.
    var usesCandidate = false
    /// ICE-CONTROLLED or ICE-CONTROLLING.
    var roleClaim: RoleClaim?
    /// Where the attribute MESSAGE-INTEGRITY begins.
    var integrity: Int?
    /// Where the attribute FINGERPRINT begins, and its value.
    var fingerprint: (offset: Int, value: UInt32)?
    /// Attributes that we must know and do not. Bounded, since the answer that lists them is.
    var unknown: [UInt16] = []

    /// Reads one attribute; `false` when it is cut or of a size that it cannot have.
    mutating func take(_ reader: inout ByteReader) -> Bool {
        let start = reader.offset
        guard let type = reader.readUInt16(), let length = reader.readUInt16() else { return false }
        let range = reader.offset..<(reader.offset + Int(length))
        // Padding may hold anything (RFC 8489 §14).
        guard let value = reader.read(Int(length)), reader.skip(Int(0 &- length) & 3) else { return false }
        guard let known = AttributeType(rawValue: type) else {
            if integrity == nil, AttributeType.isRequired(type), unknown.count < 8 { unknown.append(type) }
            return true
        }
        if known == .fingerprint {
            var reader = ByteReader(value)
            guard length == 4, let value = reader.readUInt32() else { return false }
            fingerprint = (start, value)
            return true
        }
        return integrity != nil || take(known, value, at: range, from: start)
    }

    /// Takes an attribute that MESSAGE-INTEGRITY covers, or that attribute itself.
    private mutating func take(_ type: AttributeType, _ value: RawSpan, at range: Range<Int>, from start: Int)
        -> Bool
    {
        var reader = ByteReader(value)
        switch type {
        case .username:
            username = username ?? range
        case .xorMappedAddress:
            xorMappedAddress = xorMappedAddress ?? range
        case .errorCode:
            guard let code = STUNErrorCode(value) else { return false }
            errorCode = errorCode ?? code
        case .priority:
            guard range.count == 4 else { return false }
            priority = priority ?? reader.readUInt32()
        case .useCandidate:
            usesCandidate = true
        case .iceControlled, .iceControlling:
            guard range.count == 8, let tieBreaker = reader.readUInt64() else { return false }
            let role = type == .iceControlling ? AgentRole.controlling : .controlled
            roleClaim = roleClaim ?? RoleClaim(role: role, tieBreaker: tieBreaker)
        case .messageIntegrity:
            guard range.count == MessageIntegrity.byteCount else { return false }
            integrity = start
        case .mappedAddress, .unknownAttributes, .realm, .nonce, .messageIntegritySHA256, .passwordAlgorithm,
            .userhash, .fingerprint:
            break
        }
        return true
    }
}
