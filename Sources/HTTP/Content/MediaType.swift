/// Media types by the ends of file names, for what we serve from files (IANA's registry).
enum MediaType {
    /// The type of a file called `name`.
    static func named(_ name: String) -> String {
        let parts = name.split(separator: ".")
        guard parts.count > 1, let last = parts.last else { return unknown }
        return types[last.lowercased()] ?? unknown
    }

    /// Bytes that nobody should guess about.
    private static let unknown = "application/octet-stream"

    private static let types = [
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "ico": "image/vnd.microsoft.icon",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "m3u8": "application/vnd.apple.mpegurl",
        "m4s": "video/iso.segment",
        "map": "application/json",
        "md": "text/markdown; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8",
        "mp4": "video/mp4",
        "mpd": "application/dash+xml",
        "png": "image/png",
        "svg": "image/svg+xml",
        "ts": "video/mp2t",
        "txt": "text/plain; charset=utf-8",
        "vtt": "text/vtt; charset=utf-8",
        "wasm": "application/wasm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff2": "font/woff2",
    ]
}

extension Request {
    /// The media type of the body, in small letters and without parameters: `application/sdp`; `nil` when the client
    /// does not say, or says two.
    public var mediaType: String? {
        let types = fields.values(of: "content-type")
        guard types.count == 1, let type = types[0].split(separator: ";").first?.trimmingSpaces else {
            return nil
        }
        return type.isEmpty ? nil : type.lowercased()
    }
}
