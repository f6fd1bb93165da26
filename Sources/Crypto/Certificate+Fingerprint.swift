internal import Bytes
internal import COpenSSL

extension Certificate {
    /// What a certificate in DER hashes to, which is how a WebRTC peer knows it (RFC 8122 §5).
    public struct Fingerprint: Hashable, Sendable {
        /// The hashes that are fit for it; the names are those of SDP.
        public enum Algorithm: String, Hashable, Sendable, CaseIterable {
            case sha256 = "sha-256"
            case sha384 = "sha-384"
            case sha512 = "sha-512"
        }

        /// The hash.
        public let algorithm: Algorithm
        /// Its bytes.
        public let bytes: [UInt8]

        /// A fingerprint that somebody told.
        public init(_ algorithm: Algorithm, _ bytes: [UInt8]) {
            self.algorithm = algorithm
            self.bytes = bytes
        }

        /// The fingerprint of a certificate in DER.
        public init(_ algorithm: Algorithm, ofDER der: [UInt8]) {
            let hash =
                switch algorithm {
                case .sha256: unsafe EVP_sha256()
                case .sha384: unsafe EVP_sha384()
                case .sha512: unsafe EVP_sha512()
                }
            var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
            var count: UInt32 = 0
            // Sound: a digest is at most EVP_MAX_MD_SIZE bytes, and OpenSSL keeps neither pointer.
            let isDone = unsafe EVP_Digest(der, der.count, &digest, &count, hash, nil)
            // It fails for want of memory only; no digest then, which equals that of no certificate.
            self.init(algorithm, isDone == 1 ? Array(digest.prefix(Int(count))) : [])
        }
    }

    /// What this certificate hashes to.
    public func fingerprint(_ algorithm: Fingerprint.Algorithm = .sha256) -> Fingerprint {
        Fingerprint(algorithm, ofDER: der)
    }
}

extension Certificate.Fingerprint: CustomStringConvertible {
    /// As SDP writes it: `sha-256 12:AB:…`.
    public var description: String {
        let pairs = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }
        return "\(algorithm.rawValue) \(pairs.joined(separator: ":"))"
    }
}
