/// What two sides agreed on: all that a WebRTC peer needs to start.
public struct NegotiatedSession: Hashable, Sendable {
    /// The sections that media flows in, in the order of the description.
    public var media: [NegotiatedMedia]
    /// With whom ICE and DTLS speak.
    public var remote: RemoteTransport
    /// Which side of the DTLS handshake we take.
    public var role: DTLSRole
}

/// One m= section that was agreed on.
public struct NegotiatedMedia: Hashable, Sendable {
    /// Which section of the description, from 0.
    public var index: Int
    /// Its name; `nil` only where it is the single section of an offer without names.
    public var mid: String?
    /// Audio or video.
    public var kind: MediaKind
    /// Which way media flows, seen from us.
    public var direction: Direction
    /// What may be in it, most wanted first.
    public var formats: [NegotiatedFormat]
    /// The header extensions that both sides know, with their numbers.
    public var extensions: [HeaderExtension]
    /// Whether one-byte and two-byte header extensions may be mixed.
    public var allowsMixedExtensions: Bool
    /// The simulcast streams by RID, in the order they were named; empty without simulcast.
    public var layers: [String]
    /// The other side's announced sources.
    public var remoteSources: [RemoteSource]
    /// The streams that the other side's track is in.
    public var streams: [MediaStreamID]
    /// Our sources, where we send: one, or one for each layer that we send.
    public var localSources: [LocalSource]
    /// Whether RTCP packets may stand alone.
    public var allowsReducedSizeRTCP: Bool

    /// What a payload type means here; `nil` also for retransmissions.
    public func format(_ payloadType: UInt8) -> NegotiatedFormat? {
        formats.first { $0.format.payloadType == payloadType }
    }

    /// What a payload type retransmits, if that is what it is for.
    public func format(retransmittedBy payloadType: UInt8) -> NegotiatedFormat? {
        formats.first { $0.retransmission == payloadType }
    }

    /// The number of a header extension in this section.
    public func id(of uri: ExtensionURI) -> UInt16? {
        extensions.first { $0.uri == uri.rawValue }?.id
    }

    /// The format in which packets of `stream` can be sent to the other side: one of just that configuration if it
    /// was offered, otherwise the first that decodes it.
    public func format(carrying stream: MediaFormat.Codec) -> NegotiatedFormat? {
        let fitting = formats.filter { $0.format.codec.carries(stream) }
        return fitting.first { $0.format.codec.isLike(stream) } ?? fitting.first
    }
}

/// A payload type that was agreed on.
public struct NegotiatedFormat: Hashable, Sendable {
    /// The format as the other side described it, with the feedback that both sides know.
    public var format: MediaFormat
    /// The payload type that repeats its lost packets.
    public var retransmission: UInt8?
}
