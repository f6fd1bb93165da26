import Bytes

/// What stood in a request's path where the route has its `{names}`, percent-decoded.
///
/// A value is data: an encoded slash in it is a slash, and no value is empty except a tail's.
public struct PathParameters: Sendable {
    /// The names, as the route has them.
    private let names: [String]
    /// The values, in the same order.
    private let values: [String]

    /// The values that a match found; `nil` when one is not text.
    ///
    /// An encoded slash in a tail is refused: who reads a tail cuts it at its slashes, and would see segments that
    /// nobody has looked at.
    init?(_ names: [String], of match: RouteTree.Match, in path: RequestPath) {
        var values: [String] = []
        values.reserveCapacity(match.count)
        let bytes = path.bytes
        for index in 0..<match.count {
            let isTail = match.endsInTail && index == match.count - 1
            let value = Self.value(bytes.extracting(match[index]), isEncoded: path.hasEscapes, isTail: isTail)
            guard let value else { return nil }
            values.append(value)
        }
        self.names = names
        self.values = values
    }

    private static func value(_ bytes: RawSpan, isEncoded: Bool, isTail: Bool) -> String? {
        guard isEncoded else { return String(utf8: bytes) }
        guard !isTail || String(utf8: bytes)?.contains("%2F") == false else { return nil }
        return String(percentDecoding: bytes)
    }

    /// The text of a parameter. A name that the route has not is a mistake of ours, and reads as empty in release.
    public func text(_ name: String) -> String {
        guard let index = names.firstIndex(of: name) else {
            assertionFailure("the route has no parameter \(name)")
            return ""
        }
        return values[index]
    }

    /// A parameter as a number: decimal digits and nothing else; `nil` when it is not that or does not fit.
    public func integer(_ name: String) -> Int? {
        text(name).decimal
    }

    /// A parameter as any type that reads itself from text; `nil` when it cannot.
    public func value<Value: LosslessStringConvertible>(_ name: String, as type: Value.Type = Value.self)
        -> Value?
    {
        Value(text(name))
    }
}

extension StringProtocol {
    /// The number that the text spells in decimal digits, without sign or space.
    var decimal: Int? {
        guard !isEmpty, utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else {
            return nil
        }
        return Int(self)
    }
}
