extension Request {
    /// The token of `Authorization: Bearer …` (RFC 6750 §2.1); `nil` when there is none, or more than one.
    ///
    /// The scheme is compared without case (RFC 9110 §11.1). Tokens come in the field only, not in the body.
    public var bearerToken: String? {
        let values = fields.values(of: "authorization")
        guard values.count == 1, let space = values[0].firstIndex(of: " ") else { return nil }
        guard values[0][..<space].lowercased() == "bearer" else { return nil }
        let token = values[0][space...].trimmingSpaces
        return !token.isEmpty && token.utf8.allSatisfy(Self.isTokenByte) ? token : nil
    }

    /// Whether a byte may be in a token. RFC 6750 §2.1 allows letters, digits and six others.
    /// Deviation: all visible characters of ASCII, since operators choose keys with exclamation marks.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F
    }
}

extension Problem {
    /// A request without a token where one is needed (RFC 6750 §3: no error code then).
    public static func tokenMissing(_ title: String, detail: String? = nil) -> Problem {
        Problem(.unauthorized, title: title, detail: detail).with(field: "www-authenticate", "Bearer")
    }

    /// A request whose token is not the one (RFC 6750 §3.1).
    public static func tokenInvalid(_ title: String, detail: String? = nil) -> Problem {
        Problem(.unauthorized, title: title, detail: detail)
            .with(field: "www-authenticate", "Bearer error=\"invalid_token\"")
    }
}
