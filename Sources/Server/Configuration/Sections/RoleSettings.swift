import Bytes
import Crypto
import Platform

/// What this process does of all that a server does, and how it finds the others.
struct RoleSettings: Equatable, Sendable {
    /// A part of a server that can be a process of its own.
    enum Role: String, CaseIterable, Sendable {
        /// Media: its ports, sessions and streams.
        case sfu
        /// HTTP and WebSockets: pages, the API, WHIP, WHEP, stages.
        case signaling
    }

    /// What this process does.
    var roles = Role.allCases
    /// Where signaling finds the media node, when that is another process.
    var plane: PlaneAddress?
    /// Where a media node lets signaling connect.
    var planeListen: PlaneAddress?
    /// What both know, when they speak over a network.
    var planeSecret: Secret?

    /// Whether media is here.
    var hasMedia: Bool { roles.contains(.sfu) }
    /// Whether signaling is here.
    var hasSignaling: Bool { roles.contains(.signaling) }

    /// The secret as TLS has it. The hash gives any secret one length and keeps it from being used for anything else.
    var planeKey: [UInt8]? {
        planeSecret.map { secret in
            let (label, key) = (Array("starling plane 1".utf8), Array(secret.text.utf8))
            return HMACSHA256.code(for: label.bytes, key: key.bytes)
        }
    }

    /// The keys.
    static let settings = [
        Setting(
            "roles", \.role.roles, .roles,
            "What this process does: sfu is media, signaling is HTTP, WebSockets, pages and the API. Either alone needs the "
                + "other as another process: sfu opens plane-listen, signaling connects to it by plane.",
            because: "one process does it all, and a call within it costs nothing"),
        Setting(
            "plane", \.role.plane, ValueKind<PlaneAddress>.planeAddress.or("none"),
            "Where signaling finds its media node: unix:PATH on one machine, or ADDRESS:PORT with TLS, which needs "
                + "plane-secret. Media goes on while it is away, and the other way round.",
            because: "media is in the same process"),
        Setting(
            "plane-listen", \.role.planeListen, ValueKind<PlaneAddress>.planeAddress.or("none"),
            "Where a media node lets signaling connect, written as for plane. The file is for this user only.",
            because: "nobody has to connect to a server that is one process"),
        Setting(
            "plane-secret", optional: \.role.planeSecret, .token,
            "What signaling and media nodes prove to know of each other when they meet over a network.",
            because: "only you can have one"),
    ]
}
