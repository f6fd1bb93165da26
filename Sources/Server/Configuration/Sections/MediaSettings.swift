import Bytes
import Platform
import SFU

/// How media comes and goes.
struct MediaSettings: Equatable, Sendable {
    /// What a viewer gets that comes before the publisher.
    enum EarlyViewers: String, CaseIterable, Sendable {
        /// A session, in which the stream starts when it comes.
        case wait
        /// 404, with `Retry-After`.
        case refuse
    }

    /// The UDP port of the first worker; the others take those that follow. 0 lets the kernel choose.
    var port: UInt16 = 8189
    /// How many loops carry media; `nil` leaves it to `workerCount(onCores:)`.
    var workers: Int?
    /// The addresses under which clients reach the ports, when those are not the server's own.
    var publicAddresses: [IPAddress] = []
    /// How long viewers are kept when their publisher has gone.
    var linger = Duration.seconds(30)
    /// The least time between two keyframes of which the latter was asked for.
    var keyframeInterval = Duration.seconds(4)
    /// How old a keyframe may be that a viewer who joins begins with.
    var instantJoin = Duration.seconds(6)
    /// How many MiB of each video layer are kept for that.
    var instantJoinMemory = 8
    /// How fast a viewer gets from there to what is live, in Mb/s.
    var instantJoinRate = 50
    /// What a viewer gets that comes before the publisher.
    var earlyViewers = EarlyViewers.wait
    /// The STUN and TURN servers that clients are told of.
    var iceServers: [ICEServerURI] = []
    /// What the TURN servers among them know.
    var iceSecret: Secret?
    /// How long credentials for them are good.
    var iceLifetime = Duration.seconds(24 * 3600)

    /// How many loops carry media on a machine with that many cores.
    func workerCount(onCores cores: Int) -> Int {
        workers ?? max(1, cores)
    }

    /// What clients are told of STUN and TURN.
    var iceServerList: ICEServerList {
        ICEServerList(iceServers, secret: iceSecret, lifetime: iceLifetime)
    }

    /// What the exchanges of all shards are told.
    var exchange: ExchangeSettings {
        var settings = ExchangeSettings(linger: linger)
        settings.keyframeInterval = keyframeInterval
        settings.joining.maximumAge = instantJoin
        settings.joining.byteLimit = instantJoinMemory << 20
        settings.joining.rateLimit = instantJoinRate * 1_000_000
        return settings
    }

    /// The keys.
    static let settings = [
        Setting(
            "media-port", \.media.port, .port,
            "UDP port of WebRTC media: the first worker's, the others take those that follow. The same ports take "
                + "TCP, for clients whose UDP is blocked. 0 takes free ones.",
            because: "above 1024, so it needs no privilege"),
        Setting(
            "workers", \.media.workers, .integer(in: 1...256, or: "auto"),
            "How many event loops carry media, each with a port; auto is one for every core. The viewers of a stream are "
                + "spread over all of them.",
            because: "a packet is encrypted for each viewer, and every core helps"),
        Setting(
            "public-address", repeated: \.media.publicAddresses, .publicAddress,
            "An address under which clients reach the media ports, when a router or cloud translates it to one of "
                + "ours. Its ports must be the same.",
            because: "the addresses we listen on are told to clients as they are"),
        Setting(
            "linger", \.media.linger, .duration(in: .zero...Duration.seconds(3600)),
            "How long viewers are kept when their publisher has gone, to go on when it returns.",
            because: "a publisher that restarts is back within it"),
        Setting(
            "keyframe-interval", \.media.keyframeInterval,
            .duration(in: .milliseconds(500)...Duration.seconds(60)),
            "How long a publisher has peace after a keyframe before it is asked for another, however many viewers want "
                + "one. It is longer for publishers whose keyframes cost them more than a tenth of their rate. One in each "
                + "such time is kept for viewers whose network carries a smaller layer only, and who wait for that.",
            because: "a keyframe costs what many pictures do, and all viewers' pictures suffer from it"),
        Setting(
            "instant-join", \.media.instantJoin, .duration(in: .zero...Duration.seconds(60)),
            "How old a keyframe may be that a viewer begins with: it gets what came since then in fast forward, about "
                + "ten times as fast, and the publisher is asked for nothing. More than keyframe-interval, or 0s for off.",
            because: "half a second of fast forward is over before anybody notices"),
        Setting(
            "instant-join-memory", \.media.instantJoinMemory, .integer(in: 1...1024),
            "How many MiB of each video layer are kept for that at most; a layer that brings more between two keyframes "
                + "is begun with the next one.",
            because: "six seconds at 10 Mb/s take as many"),
        Setting(
            "instant-join-rate", \.media.instantJoinRate, .integer(in: 1...1000),
            "How many Mb/s a viewer's fast forward takes at most.",
            because: "nothing is known yet of a network that a viewer has just joined from"),
        Setting(
            "early-viewers", \.media.earlyViewers, .choice(),
            "What a viewer gets that comes before the publisher: wait is a session that starts by itself, refuse is "
                + "404 with Retry-After.",
            because: "nobody has to press play a second time"),
        Setting(
            "ice-server", repeated: \.media.iceServers, .iceServer,
            "A STUN or TURN server that clients are told of. Clients reach this server itself without any, unless "
                + "their network lets only a TURN server through.",
            because: "we are reachable, so most clients need none"),
        Setting(
            "ice-secret", optional: \.media.iceSecret, .token,
            "The secret that we share with the TURN servers, coturn's static-auth-secret; each client gets "
                + "credentials of its own made from it.",
            because: "only you can have one"),
        Setting(
            "ice-lifetime", \.media.iceLifetime, .duration(in: .seconds(60)...Duration.seconds(30 * 86_400)),
            "How long such credentials are good.",
            because: "few sessions last longer than a day"),
    ]
}
