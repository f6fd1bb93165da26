internal import Crypto

/// A text that must be known and never shown: however it is printed, only that there is one comes out.
public struct Secret: Hashable, Sendable {
    /// The text itself.
    public let text: String

    /// Keeps a text secret.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether what a client sent is the secret, in a time that does not tell how much of it was right.
    public func matches(_ offered: String) -> Bool {
        ConstantTime.equal(offered, text)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands for it.
    public var description: String { "(hidden)" }

    /// What stands for it.
    public var debugDescription: String { description }

    /// No parts, so that `dump` and string interpolation of whatever holds it show none.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
