/// An m= section of the other side, read.
struct RemoteSection {
    /// Which section of the description, from 0.
    let index: Int
    /// Its m= line.
    let line: MediaLine
    /// Its name, if it has one.
    let mid: String?
    /// Which way media may flow, seen from the other side.
    let direction: Direction
    /// Its formats in order.
    let formats: [MediaFormat]
    /// Its header extensions, then those of the session (RFC 8285 §5).
    let extensions: [HeaderExtension]
    /// Whether both forms of header extensions may be mixed, here or everywhere (RFC 8285 §6).
    let allowsMixedExtensions: Bool
    /// The RTP streams it names.
    let restrictions: [RestrictionID]
    /// Its simulcast, or `nil` when there is none, or more than one, which RFC 8853 §5.2 has us ignore.
    let simulcast: Simulcast?
    /// Whether there is an `a=simulcast`, usable or not.
    let mentionsSimulcast: Bool
    /// Its announced sources.
    let sources: [RemoteSource]
    /// The streams its track is in.
    let streams: [MediaStreamID]
    /// Whether RTCP shares the port of RTP.
    let multiplexesRTCP: Bool
    /// Whether RTCP packets may stand alone (RFC 5506).
    let allowsReducedSizeRTCP: Bool
    /// Whether the section is switched off: port 0, and not one that only lives in a bundle (RFC 9143 §6).
    let isRejected: Bool

    /// Audio, video, or neither.
    var kind: MediaKind? { line.kind }

    /// Whether the section is about media that we could forward.
    var isMedia: Bool { kind != nil && !isRejected }

    /// Reads section `index` of `description`.
    init(_ index: Int, of description: SessionDescription) throws(SDPError) {
        let section = description.media[index]
        let (lines, session) = (section.lines, description.lines)
        self.index = index
        line = section.line
        mid = try lines.first(MediaIdentification.self)?.mid
        direction = lines.direction ?? session.direction ?? .sendrecv
        formats = section.line.kind == nil ? [] : try MediaFormat.all(in: section)
        extensions = try lines.every(HeaderExtension.self) + session.every(HeaderExtension.self)
        allowsMixedExtensions = lines.has("extmap-allow-mixed") || session.has("extmap-allow-mixed")
        restrictions = try lines.every(RestrictionID.self)
        let simulcasts = try lines.every(Simulcast.self)
        simulcast = simulcasts.count == 1 ? simulcasts[0] : nil
        mentionsSimulcast = !simulcasts.isEmpty
        sources = RemoteSource.all(in: lines)
        streams = lines.readable(MediaStreamID.self)
        multiplexesRTCP = lines.has("rtcp-mux") || lines.has("rtcp-mux-only")
        allowsReducedSizeRTCP = lines.has("rtcp-rsize")
        isRejected = section.line.port == 0 && !lines.has("bundle-only")
    }

    /// Reads all sections.
    static func all(of description: SessionDescription) throws(SDPError) -> [RemoteSection] {
        var sections: [RemoteSection] = []
        var mids: Set<String> = []
        for index in description.media.indices {
            let section = try RemoteSection(index, of: description)
            if let mid = section.mid, !mids.insert(mid).inserted { throw .duplicateMID(mid) }
            sections.append(section)
        }
        return sections
    }
}
