internal import Bytes

/// What stands before every record of DTLS 1.2 (RFC 6347 §4.1).
///
///     type(8) version(16) epoch(16) sequence(48) length(16)
struct RecordHeader {
    /// What AES-GCM adds to a record: an explicit nonce before, a tag behind (RFC 5288 §3).
    static let explicitNonceSize = 8, tagSize = 16

    /// What kind of record.
    let type: UInt8
    /// The version, which is authenticated.
    let version: UInt16
    /// The epoch and the sequence number in it.
    let sequence: UInt64
    /// How many bytes follow.
    let length: Int

    init?(_ reader: inout ByteReader) {
        guard let type = reader.readUInt8(), let version = reader.readUInt16(),
            let sequence = reader.readUInt64(), let length = reader.readUInt16()
        else { return nil }
        self.type = type
        self.version = version
        self.sequence = sequence
        self.length = Int(length)
    }

    /// Which keys seal it: none in epoch 0.
    var epoch: UInt64 { sequence >> 48 }

    /// Whether it may be what it says: of DTLS, and as long as a nonce and a tag if it is sealed, since the AEAD suites are the
    /// only ones that we take.
    private var isPossible: Bool {
        version >> 8 == 0xFE && (epoch == 0 || length >= Self.explicitNonceSize + Self.tagSize)
    }

    /// Whether a datagram is made of records that may be what they say. OpenSSL drops what does not open, as DTLS wants it
    /// (RFC 6347 §4.1.2.7); but it ends the session for what is too short to be opened, which anybody can send, and of a record
    /// of another version it drops the header only, so that what looks like another record may hide behind it.
    static func areWhole(in datagram: RawSpan) -> Bool {
        var reader = ByteReader(datagram)
        while !reader.isAtEnd {
            guard let header = RecordHeader(&reader), header.isPossible, reader.read(header.length) != nil
            else { return false }
        }
        return true
    }
}
