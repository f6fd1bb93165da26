import Bytes

/// XOR-MAPPED-ADDRESS: an address, masked so that no middlebox rewrites it (RFC 8489 §14.2).
///
///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |0 0 0 0 0 0 0 0|    Family     |  port ^ first half of cookie  |
///     |      address, ^ cookie; for IPv6, ^ cookie and transaction    |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
extension SocketAddress {
    /// Reads the attribute's value; `nil` when family and size do not fit.
    init?(xorMapped attribute: RawSpan, _ transaction: TransactionID) {
        var reader = ByteReader(attribute)
        guard let family = reader.readUInt16(), let port = reader.readUInt16() else { return nil }
        let cookie = STUNMessage.magicCookie
        let ip: IPAddress
        switch (family & 0xFF, reader.remaining) {
        case (1, 4):
            guard let address = reader.readUInt32() else { return nil }
            ip = IPAddress(v4: address ^ cookie)
        case (2, 16):
            guard let high = reader.readUInt64(), let low = reader.readUInt64() else { return nil }
            ip = IPAddress(high: high ^ Self.highMask(transaction), low: low ^ transaction.low)
        default: return nil
        }
        self.init(ip, port: port ^ UInt16(cookie >> 16))
    }

    /// Appends the attribute's value.
    func appendXORMapped(to bytes: inout [UInt8], _ transaction: TransactionID) {
        let cookie = STUNMessage.magicCookie
        bytes.append(bigEndian: (ip.isV4 ? 1 : 2) as UInt16)
        bytes.append(bigEndian: port ^ UInt16(cookie >> 16))
        if let v4 = ip.v4 {
            bytes.append(bigEndian: v4 ^ cookie)
        } else {
            bytes.append(bigEndian: ip.high ^ Self.highMask(transaction))
            bytes.append(bigEndian: ip.low ^ transaction.low)
        }
    }

    /// What masks the first half of an IPv6 address.
    private static func highMask(_ transaction: TransactionID) -> UInt64 {
        UInt64(STUNMessage.magicCookie) << 32 | UInt64(transaction.high)
    }
}
