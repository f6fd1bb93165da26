/// An IPv6 address, or an IPv4 address in its IPv6-mapped form (RFC 4291 §2.5.5.2), in two words.
///
/// One form for both families makes a table of peers one dictionary, and a dual-stack socket gives it anyway.
public struct IPAddress: Hashable, Sendable {
    /// The first eight octets.
    public let high: UInt64
    /// The last eight octets.
    public let low: UInt64

    /// The address with these sixteen octets.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The IPv4 address with these four octets, most significant first.
    public init(v4 octets: UInt32) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(octets))
    }

    /// `0.0.0.0`: every IPv4 interface.
    public static let anyV4 = IPAddress(v4: 0)
    /// `::`: every interface.
    public static let anyV6 = IPAddress(high: 0, low: 0)
    /// `127.0.0.1`.
    public static let loopbackV4 = IPAddress(v4: 0x7F00_0001)
    /// `::1`.
    public static let loopbackV6 = IPAddress(high: 0, low: 1)

    /// Whether it is an IPv4 address.
    public var isV4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// The four octets of an IPv4 address, `nil` for IPv6.
    public var v4: UInt32? { isV4 ? UInt32(truncatingIfNeeded: low) : nil }

    /// Whether it is 127.0.0.0/8 (RFC 1122 §3.2.1.3) or `::1`.
    public var isLoopback: Bool {
        if let v4 { return v4 >> 24 == 127 }
        return self == .loopbackV6
    }

    /// Whether it is `0.0.0.0` or `::`.
    public var isUnspecified: Bool { self == .anyV4 || self == .anyV6 }

    /// Whether it is 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 §2.5.6).
    public var isLinkLocal: Bool {
        if let v4 { return v4 >> 16 == 0xA9FE }
        return high >> 54 == 0x3FA
    }

    /// Whether it stands for a group of machines: 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 §2.7).
    public var isMulticast: Bool {
        if let v4 { return v4 >> 28 == 0xE }
        return high >> 56 == 0xFF
    }

    /// The sixteen octets' word at `index`, 0 to 7.
    private func group(_ index: Int) -> UInt16 {
        let word = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: word >> UInt64((3 - index & 3) * 16))
    }
}

extension IPAddress: CustomStringConvertible {
    /// `203.0.113.9`, or IPv6 as RFC 5952 writes it: small letters, the longest run of zeros as `::`.
    public var description: String {
        if let v4 {
            return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
        }
        let groups = (0..<8).map { group($0) }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        let texts = groups.map { String($0, radix: 16) }
        guard !best.isEmpty else { return texts.joined(separator: ":") }
        return texts[..<best.lowerBound].joined(separator: ":") + "::"
            + texts[best.upperBound...].joined(separator: ":")
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Reads `203.0.113.9`, `2001:db8::1`, `::ffff:203.0.113.9`; brackets around IPv6 are allowed, zones are not.
    public init?(_ text: String) {
        var text = text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if let v4 = Self.parseV4(text) {
            self.init(v4: v4)
        } else if let groups = Self.parseV6(text) {
            let words = groups.map { UInt64($0) }
            self.init(
                high: words[0] << 48 | words[1] << 32 | words[2] << 16 | words[3],
                low: words[4] << 48 | words[5] << 32 | words[6] << 16 | words[7])
        } else {
            return nil
        }
    }

    /// Four decimal octets without leading zeros.
    private static func parseV4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var octets: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let octet = UInt8(part),
                part.utf8.count == 1 || part.utf8.first != 48
            else { return nil }
            octets = octets << 8 | UInt32(octet)
        }
        return octets
    }

    /// Eight groups, one run of them left out as `::`, the last two possibly as IPv4 (RFC 4291 §2.2).
    private static func parseV6(_ text: Substring) -> [UInt16]? {
        guard text.utf8.count <= 45, text.contains(":") else { return nil }
        guard let gap = text.rangeOfDoubleColon else {
            guard let groups = parseGroups(text), groups.count == 8 else { return nil }
            return groups
        }
        guard let front = parseGroups(text[..<gap.lowerBound], mayEndInV4: false),
            let back = parseGroups(text[gap.upperBound...]),
            front.count + back.count <= 7
        else { return nil }
        return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
    }

    /// Groups between single colons; none for an empty text.
    private static func parseGroups(_ text: Substring, mayEndInV4: Bool = true) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEndInV4, index == parts.count - 1, let v4 = parseV4(part) {
                groups.append(UInt16(truncatingIfNeeded: v4 >> 16))
                groups.append(UInt16(truncatingIfNeeded: v4))
                continue
            }
            guard (1...4).contains(part.utf8.count), part.utf8.first != 43, part.utf8.first != 45,
                let group = UInt16(part, radix: 16)
            else { return nil }
            groups.append(group)
        }
        return groups
    }
}

extension Substring {
    /// Where `::` stands first.
    fileprivate var rangeOfDoubleColon: Range<Index>? {
        var index = startIndex
        while index < endIndex {
            let next = self.index(after: index)
            if self[index] == ":", next < endIndex, self[next] == ":" {
                return index..<self.index(after: next)
            }
            index = next
        }
        return nil
    }
}
