/// The STUN attributes that we know (RFC 8489 §18.3, RFC 8445 §16.1).
///
/// Whoever meets an attribute below 0x8000 that it does not know must refuse the request; the others may be passed
/// over (RFC 8489 §14).
enum AttributeType: UInt16 {
    case mappedAddress = 0x0001
    case username = 0x0006
    case messageIntegrity = 0x0008
    case errorCode = 0x0009
    case unknownAttributes = 0x000A
    case realm = 0x0014
    case nonce = 0x0015
    case messageIntegritySHA256 = 0x001C
    case passwordAlgorithm = 0x001D
    case userhash = 0x001E
    case xorMappedAddress = 0x0020
    case priority = 0x0024
    case useCandidate = 0x0025
    case fingerprint = 0x8028
    case iceControlled = 0x8029
    case iceControlling = 0x802A

    /// Whether a request with the attribute `type` must be refused by those who do not know it.
    static func isRequired(_ type: UInt16) -> Bool { type < 0x8000 }
}
