/// How packets are protected: what a DTLS handshake agrees on (RFC 5764 §4.1.2, RFC 7714 §14.2).
///
/// The raw value is the identifier on the wire. Two that exist are refused by not being here: 0x0002,
/// AES_CM_128_HMAC_SHA1_32, whose tag of 32 bits lets one forgery in four thousand million through and which no
/// browser needs, and 0x0005 and 0x0006, which do not encrypt at all.
public enum SRTPProfile: UInt16, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    /// AEAD_AES_128_GCM: one pass, a quarter of the time of the next best. Every browser has it.
    case gcm128 = 0x0007
    /// AEAD_AES_256_GCM.
    case gcm256 = 0x0008
    /// AES_CM_128_HMAC_SHA1_80, which everybody must have (RFC 8827 §6.5).
    case counterModeSHA1 = 0x0001

    /// All of them in our order of preference.
    public static let preferred: [SRTPProfile] = [.gcm128, .gcm256, .counterModeSHA1]

    /// Octets of the master key.
    public var keyCount: Int { self == .gcm256 ? 32 : 16 }

    /// Octets of the master salt (RFC 3711 §8.2, RFC 7714 §12).
    public var saltCount: Int { self == .counterModeSHA1 ? 14 : 12 }

    /// Octets of the tag at the end of a packet, of RTP and RTCP alike (RFC 3711 §5.2, RFC 7714 §13).
    public var tagCount: Int { self == .counterModeSHA1 ? 10 : 16 }

    /// Octets that a sealed RTP packet is longer than the plain one.
    public var rtpOverhead: Int { tagCount }

    /// Octets that a sealed RTCP packet is longer than the plain one: the tag, and the word with its number.
    public var rtcpOverhead: Int { tagCount + 4 }

    /// Octets that DTLS must export: two keys and two salts (RFC 5764 §4.2).
    public var materialCount: Int { 2 * (keyCount + saltCount) }

    /// The name in the registry, for the log.
    public var description: String {
        switch self {
        case .gcm128: "AEAD_AES_128_GCM"
        case .gcm256: "AEAD_AES_256_GCM"
        case .counterModeSHA1: "AES_CM_128_HMAC_SHA1_80"
        }
    }
}
