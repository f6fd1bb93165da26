import Bytes
import Platform

extension ValueKind where Value == Bool {
    /// Yes or no.
    static let flag = ValueKind(
        placeholder: "on|off", accepts: "on or off", isFlag: true,
        read: { ["on": true, "true": true, "yes": true, "off": false, "false": false, "no": false][$0] },
        write: { $0 ? "on" : "off" })
}

extension ValueKind where Value == UInt16 {
    /// A port; 0 lets the kernel choose.
    static let port = ValueKind(
        placeholder: "PORT", accepts: "a port from 0 to 65535", read: { $0.hasOnlyDigits ? UInt16($0) : nil },
        write: { String($0) })
}

extension ValueKind where Value == Int {
    /// A whole number in a range.
    static func integer(in range: ClosedRange<Int>) -> ValueKind {
        ValueKind(
            placeholder: "NUMBER",
            accepts: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { text in text.hasOnlyDigits ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil },
            write: { String($0) })
    }
}

extension ValueKind where Value == Int? {
    /// A whole number in a range, or a word that stands for none.
    static func integer(in range: ClosedRange<Int>, or word: String) -> ValueKind {
        ValueKind<Int>.integer(in: range).or(word)
    }
}

extension ValueKind where Value == Duration {
    /// A duration in a range, to the millisecond.
    static func duration(in range: ClosedRange<Duration>) -> ValueKind {
        ValueKind(
            placeholder: "DURATION",
            accepts: "a number with ms, s, m or h, from \(range.lowerBound.text) to \(range.upperBound.text)",
            read: { text in Duration(text: text).flatMap { range.contains($0) ? $0 : nil } },
            write: { $0.text })
    }
}

extension ValueKind where Value == IPAddress {
    /// A numeric address. A name is not looked up: what it means may change between two starts.
    static let address = ValueKind(
        placeholder: "ADDRESS", accepts: "an IPv4 or IPv6 address such as 0.0.0.0 or ::",
        read: { IPAddress($0) }, write: { $0.description })

    /// An address that others can send to.
    static let publicAddress = ValueKind(
        placeholder: "ADDRESS", accepts: "an IPv4 or IPv6 address of one machine such as 203.0.113.9",
        read: { text in IPAddress(text).flatMap { $0.isUnspecified || $0.isMulticast ? nil : $0 } },
        write: { $0.description })
}

extension ValueKind where Value == String {
    /// A path, relative to where the server was started.
    static let path = ValueKind(
        placeholder: "PATH", accepts: "a path",
        read: { text in text.isEmpty || text.utf8.contains(0) ? nil : text }, write: { $0 })

    /// An origin as browsers send it (RFC 6454 §6.2), or `*`.
    static let origin = ValueKind(
        placeholder: "ORIGIN", accepts: "* or an origin such as https://example.com, without a path",
        read: { $0 == "*" ? $0 : httpOrigin.read($0) }, write: { $0 })

    /// The origin of a server.
    static let httpOrigin = ValueKind(
        placeholder: "ORIGIN", accepts: "an origin such as https://example.com, without a path",
        read: { text in
            let origin = text.lowercased()
            guard let scheme = ["https://", "http://"].first(where: origin.hasPrefix) else { return nil }
            let host = origin.utf8.dropFirst(scheme.utf8.count)
            return !host.isEmpty && host.allSatisfy { $0.isHostOrPort } ? origin : nil
        },
        write: { $0 })
}

extension ValueKind where Value == Secret {
    /// A secret that can be sent as a bearer token. Sixteen characters of a random key hold 64 bits and more, which
    /// nobody guesses over a network.
    static let token = ValueKind(
        placeholder: "KEY", accepts: "16 to 512 visible ASCII characters without spaces", isSecret: true,
        read: { text in
            let isToken = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            return isToken && (16...512).contains(text.utf8.count) ? Secret(text) : nil
        },
        write: { $0.text })
}

extension ValueKind where Value == PublishKey {
    /// A key to publish with.
    static let publishKey = ValueKind(
        placeholder: "[STREAM:]KEY", accepts: PublishKey.rule, isSecret: true, read: { PublishKey($0) },
        write: { $0.text })
}

extension ValueKind where Value == PlaneAddress {
    /// Where signaling and a media node meet.
    static let planeAddress = ValueKind(
        placeholder: "WHERE", accepts: "unix:PATH, or ADDRESS:PORT such as 192.0.2.7:8188",
        read: { PlaneAddress($0) }, write: { $0.description })
}

extension ValueKind where Value == [RoleSettings.Role] {
    /// One or more roles with commas between.
    static let roles = ValueKind(
        placeholder: "ROLE[,ROLE]", accepts: "sfu, signaling, or both as sfu,signaling",
        read: { text in
            let words = text.split(separator: ",", omittingEmptySubsequences: false)
            let roles = words.compactMap { RoleSettings.Role(rawValue: String($0)) }
            guard roles.count == words.count, Set(roles).count == roles.count else { return nil }
            return RoleSettings.Role.allCases.filter(roles.contains)
        },
        write: { $0.map(\.rawValue).joined(separator: ",") })
}

extension ValueKind where Value == ICEServerURI {
    /// A STUN or TURN server.
    static let iceServer = ValueKind(
        placeholder: "URI",
        accepts: "a STUN or TURN server such as stun:HOST:3478 or turn:HOST:3478?transport=udp",
        read: { ICEServerURI($0) }, write: { $0.text })
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> {
    /// One of a few words.
    static func choice() -> ValueKind {
        let words = Value.allCases.map(\.rawValue)
        return ValueKind(
            placeholder: words.joined(separator: "|"),
            accepts: words.dropLast().joined(separator: ", ") + " or " + (words.last ?? ""),
            read: { Value(rawValue: $0) }, write: { $0.rawValue })
    }
}

extension String {
    /// Whether it is digits and nothing else; `Int` would also take a sign.
    var hasOnlyDigits: Bool {
        !isEmpty && utf8.allSatisfy { (48...57).contains($0) }
    }
}

extension UInt8 {
    /// A character of `host:port` with a name or an address (RFC 3986 §3.2.2), without percent-encoding.
    fileprivate var isHostOrPort: Bool {
        (48...57).contains(self) || (97...122).contains(self) || "-._:[]".utf8.contains(self)
    }
}
