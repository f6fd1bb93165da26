/// Who knows it may publish: one stream, or every stream.
public struct PublishKey: Hashable, Sendable {
    /// The only stream that it opens; `nil` when it opens all.
    public let stream: StreamName?
    /// What a publisher presents.
    public let secret: Secret

    /// What a text of a key may be, to follow "accepts".
    public static let rule =
        "KEY for every stream or STREAM:KEY for one, KEY being 16 to 512 visible ASCII characters without "
        + "spaces, commas and colons"

    /// A key.
    public init(_ secret: Secret, for stream: StreamName? = nil) {
        self.stream = stream
        self.secret = secret
    }

    /// Reads `KEY` or `STREAM:KEY`; `nil` when it is neither.
    ///
    /// A key has no colon, or what was meant for one stream would open all when the stream is misspelt; and no comma,
    /// since variables list keys with commas between. Sixteen characters of a random key hold 64 bits and more,
    /// which nobody guesses over a network.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let key = parts.last, parts.count <= 2, Self.isKey(key) else { return nil }
        secret = Secret(key)
        guard parts.count == 2 else {
            stream = nil
            return
        }
        guard let stream = StreamName(parts[0]) else { return nil }
        self.stream = stream
    }

    /// The key as `init(_:)` reads it. It shows the secret.
    public var text: String {
        (stream.map { $0.text + ":" } ?? "") + secret.text
    }

    private static func isKey(_ text: String) -> Bool {
        (16...512).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") }
    }
}

extension [PublishKey] {
    /// Whether one of the keys opens `stream` and is `offered`. All are compared, so that the time does not tell
    /// which it was.
    public func open(_ stream: StreamName, with offered: String) -> Bool {
        reduce(false) { isOpen, key in
            let isRight = key.secret.matches(offered)
            let isForStream = key.stream == nil || key.stream == stream
            return (isRight && isForStream) || isOpen
        }
    }
}
