import HTTP
import Platform

extension ClientMessage {
    /// The most bytes of an offer: one of fifty sections fits.
    static let longestOffer = 200_000
    /// The most bytes of a fragment or a candidate.
    static let longestFragment = 32_768
    /// The most bytes of what an application sends.
    static let longestData = 4096
    /// The most bytes of a name that others see.
    static let longestName = 64
    /// The most bytes of the name of a section: those of browsers have one or two.
    static let longestMid = 32
    /// The most bytes of a word for what a client can.
    static let longestCapability = 32
    /// The most words for what a client can.
    static let mostCapabilities = 32
    /// The most sections in which one may receive: those of a choice of sixteen, twice over.
    static let mostTracks = 64
    /// The largest number of a request or a message: the last whole number of a double.
    static let largestNumber = 1 << 53

    /// Every type there is, as the schema must list them.
    static let types = [
        "hello", "join", "leave", "publish", "subscribe", "unpublish", "unsubscribe", "answer", "candidate",
        "ice-restart", "mute", "share", "hand", "data", "raise", "kick", "invite", "select",
        "layer", "stats", "ping", "ack",
    ]

    /// Reads the fields that a type has.
    init(_ type: String, _ fields: MessageFields) throws(MessageMistake) {
        switch type {
        case "hello": self = .hello(try Hello(fields))
        case "join": self = .join(try Join(fields))
        case "leave": self = .leave
        case "publish": self = .publish(try Publish(fields))
        case "subscribe": self = .subscribe(try Subscribe(fields))
        case "unpublish": self = .unpublish(media: try fields.media)
        case "unsubscribe":
            self = .unsubscribe(
                media: try fields.media,
                mids: try fields.texts(
                    ifPresent: "mids", ofUpTo: Self.longestMid, upTo: Self.mostTracks))
        case "answer":
            self = .answer(media: try fields.media, sdp: try fields.text("sdp", upTo: Self.longestOffer))
        case "candidate": self = .candidate(media: try fields.media, fragment: try fields.fragment)
        case "ice-restart": self = .restart(media: try fields.media, fragment: try fields.fragment)
        case "mute":
            self = .mute(
                try fields.choice("kind", of: MediaKindName.self), try fields.flag("muted"),
                of: try fields.participant(ifPresent: "participant"))
        case "share": self = .share(try fields.choice("source", of: VideoSource.self))
        case "hand": self = .hand(isRaised: try fields.flag("raised"))
        case "data":
            self = .data(
                try fields.anything("data", upTo: Self.longestData),
                to: try fields.participant(ifPresent: "to"))
        case "raise":
            self = .raise(
                try fields.participant("participant"), to: try fields.choice("role", of: StageRole.self))
        case "kick": self = .kick(try fields.participant("participant"))
        case "invite":
            let longest = Int(Invite.longestLife.components.seconds)
            self = .invite(
                try fields.choice("role", of: StageRole.self),
                seconds: try fields.whole(ifPresent: "seconds", in: 60...longest) ?? 86_400)
        case "select":
            self = .select(
                try fields.names(
                    ifPresent: "participants", as: ParticipantID.self, upTo: Stage.choiceLimit,
                    rule: "ids of participants"))
        case "layer":
            self = .layer(
                try LayerChoice(
                    layer: try fields.text(ifPresent: "layer", upTo: LayerChoice.longestName), fields),
                video: try fields.text(ifPresent: "mid", upTo: LayerChoice.longestName),
                media: try fields.media)
        case "stats": self = .stats(media: try fields.media)
        case "ping": self = .ping
        case "ack": self = .ack(through: try fields.whole("seq", in: 0...Self.largestNumber))
        default: throw MessageMistake("type", "is none that this version knows")
        }
    }
}

extension ClientMessage.Hello {
    fileprivate init(_ fields: MessageFields) throws(MessageMistake) {
        version = try fields.whole("version", in: 1...1)
        token = try fields.text(ifPresent: "token", upTo: 512)
        client = try fields.text(ifPresent: "client", upTo: 200)
        let words = try fields.texts(
            ifPresent: "capabilities", ofUpTo: ClientMessage.longestCapability,
            upTo: ClientMessage.mostCapabilities)
        // Words that we do not know are of later versions.
        if let words { capabilities = Set(words.compactMap(Capability.init)) }
        guard let resume = try fields.fields(ifPresent: "resume") else { return }
        self.resume = ClientMessage.Resume(
            session: try resume.name("session", as: SessionID.self, rule: "the session of a welcome"),
            seen: try resume.whole("seq", in: 0...ClientMessage.largestNumber))
    }
}

extension ClientMessage.Join {
    fileprivate init(_ fields: MessageFields) throws(MessageMistake) {
        stream = try fields.name("stream", as: StreamName.self, rule: StreamName.rule)
        guard stream.participant == nil else { throw fields.mistake("stream", "must be a stage") }
        role = try fields.choice(ifPresent: "role", of: StageRole.self)
        name = try fields.text(ifPresent: "name", upTo: ClientMessage.longestName)
    }
}

extension ClientMessage.Publish {
    fileprivate init(_ fields: MessageFields) throws(MessageMistake) {
        sdp = try fields.text("sdp", upTo: ClientMessage.longestOffer)
        stream = try fields.name(ifPresent: "stream", as: StreamName.self, rule: StreamName.rule)
        takesOver = try fields.flag(ifPresent: "takeover") ?? false
    }
}

extension ClientMessage.Subscribe {
    fileprivate init(_ fields: MessageFields) throws(MessageMistake) {
        sdp = try fields.text("sdp", upTo: ClientMessage.longestOffer)
        let tracks = try fields.objects(ifPresent: "tracks", upTo: ClientMessage.mostTracks)
        let media = try fields.text(ifPresent: "media", upTo: MessageFields.longestMedia)
        guard let tracks else {
            guard media == nil else { throw fields.mistake("media", "must come with tracks") }
            wish = .all(try Source(fields, orElse: "is missing, and so are stream and tracks"))
            return
        }
        guard try Source(ifPresent: fields) == nil else {
            throw fields.mistake("participant", "must not come with tracks, nor stream")
        }
        var read: [Track] = []
        for fields in tracks { read.append(try Track(fields)) }
        guard media != nil || !read.isEmpty else {
            throw fields.mistake("tracks", "must name one section at least")
        }
        guard Set(read.map(\.mid)).count == read.count else {
            throw fields.mistake("tracks", "must name each section once")
        }
        wish = .tracks(read, media: media)
    }
}

extension ClientMessage.Subscribe.Track {
    fileprivate init(_ fields: MessageFields) throws(MessageMistake) {
        mid = try fields.text("mid", upTo: ClientMessage.longestMid)
        source = try ClientMessage.Subscribe.Source(fields, orElse: "is missing, and so is stream")
    }
}

extension ClientMessage.Subscribe.Source {
    fileprivate init(_ fields: MessageFields, orElse rule: String) throws(MessageMistake) {
        guard let found = try Self(ifPresent: fields) else { throw fields.mistake("participant", rule) }
        self = found
    }

    fileprivate init?(ifPresent fields: MessageFields) throws(MessageMistake) {
        let stream = try fields.name(ifPresent: "stream", as: StreamName.self, rule: StreamName.rule)
        switch (stream, try fields.participant(ifPresent: "participant")) {
        case (let stream?, nil): self = .stream(stream)
        case (nil, let participant?): self = .participant(participant)
        case (nil, nil): return nil
        default: throw fields.mistake("participant", "must not come with a stream")
        }
    }
}

extension MessageFields {
    /// The name of a media session of the client's own.
    fileprivate var media: String {
        get throws(MessageMistake) { try text("media", upTo: Self.longestMedia) }
    }

    /// The most bytes of such a name.
    fileprivate static let longestMedia = 16

    /// A fragment of SDP.
    fileprivate var fragment: String {
        get throws(MessageMistake) { try text("fragment", upTo: ClientMessage.longestFragment) }
    }

    fileprivate func participant(_ field: String) throws(MessageMistake) -> ParticipantID {
        try name(field, as: ParticipantID.self, rule: Self.participantRule)
    }

    fileprivate func participant(ifPresent field: String) throws(MessageMistake) -> ParticipantID? {
        try name(ifPresent: field, as: ParticipantID.self, rule: Self.participantRule)
    }

    private static let participantRule = "the id of a participant"
}
