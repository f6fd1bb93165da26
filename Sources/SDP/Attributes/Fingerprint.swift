/// `a=fingerprint:<hash> <hex>:<hex>:...` (RFC 8122 §5): what the other side's certificate must hash to.
public struct Fingerprint: Hashable, Sendable {
    /// The hashes that are still fit for it; RFC 8122 §5 forbids MD5, and SHA-1 has been broken since.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        case sha256 = "sha-256"
        case sha384 = "sha-384"
        case sha512 = "sha-512"

        /// How many bytes the hash has.
        public var byteCount: Int {
            switch self {
            case .sha256: 32
            case .sha384: 48
            case .sha512: 64
            }
        }
    }

    /// The hash's name, in lower case.
    public let name: String
    /// The hash's bytes.
    public let bytes: [UInt8]

    /// A fingerprint of ours.
    public init(_ algorithm: Algorithm, _ bytes: [UInt8]) {
        name = algorithm.rawValue
        self.bytes = bytes
    }

    /// The hash, if it is one that we trust.
    public var algorithm: Algorithm? { Algorithm(rawValue: name) }
}

extension Fingerprint: Attribute {
    static let name = "fingerprint"
    static let grammar =
        "\"a=fingerprint:\", a hash's name such as sha-256, and all bytes of the hash in hexadecimal between colons"

    init?(_ value: String) {
        let fields = value.fields
        guard fields.count == 2 else { return nil }
        name = fields[0].lowercased()
        var bytes: [UInt8] = []
        for part in fields[1].parts(between: ":") {
            guard part.utf8.count == 2, part.isMade(of: \.isAlphanumeric), let byte = UInt8(part, radix: 16)
            else {
                return nil
            }
            bytes.append(byte)
        }
        self.bytes = bytes
        guard !bytes.isEmpty, algorithm.map({ $0.byteCount == bytes.count }) ?? (bytes.count <= 64) else {
            return nil
        }
    }

    var value: String {
        let pairs = bytes.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "\(name) \(pairs.joined(separator: ":"))"
    }
}
