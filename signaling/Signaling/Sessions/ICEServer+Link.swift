import Platform

extension ICEServer {
    /// The value of a `Link` field that tells a client of the server (RFC 9725 §4.6).
    var link: String {
        var link = "<\(uri)>; rel=\"ice-server\""
        if let credentials {
            link += "; username=\(Self.quoted(credentials.username))"
            link += "; credential=\(Self.quoted(credentials.password)); credential-type=\"password\""
        }
        return link
    }

    /// A quoted string (RFC 9110 §5.6.4).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
