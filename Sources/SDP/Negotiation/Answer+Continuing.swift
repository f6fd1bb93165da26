/// How a session goes on after its first offer (RFC 8829 §5.2.2, §5.3.2): the other side offers again, or we do.
extension Answerer.Answer {
    /// What is agreed on when media ends in the sections of these names, with the offer of ours that says so. `transport` is
    /// ours at present: ICE may have been restarted since.
    ///
    /// Formats, extensions and names stay as they were agreed on, so an answer to it has nothing to tell us.
    public func ending(_ mids: Set<String>, over transport: LocalTransport) -> Self {
        var next = self
        for index in session.media.indices where session.media[index].mid.map(mids.contains) == true {
            next.session.media[index].direction = .inactive
            next.session.media[index].localSources = []
        }
        for index in description.media.indices {
            let lines = description.media[index].lines
            let mid = lines.readable(MediaIdentification.self).first?.mid
            let ends = mid.map(mids.contains) == true
            next.description.media[index].lines = lines.mapped { line in
                ends ? line.offered(over: transport)?.ended : line.offered(over: transport)
            }
        }
        next.description.follow(description)
        return next
    }

    /// Whether a description can answer that offer.
    public func check(_ answer: SessionDescription) throws(Refusal) {
        guard answer.media.count == description.media.count else {
            throw .notAnAnswer(sections: answer.media.count, offered: description.media.count)
        }
    }

    /// Refuses an offer that is for another transport.
    func check(_ remote: RemoteTransport, _ role: DTLSRole) throws(Refusal) {
        guard remote.credentials == session.remote.credentials,
            remote.fingerprints == session.remote.fingerprints, role == session.role
        else { throw .otherTransport }
    }

    /// Refuses sections that are not where they were.
    func check(_ media: [NegotiatedMedia]) throws(Refusal) {
        for (place, before) in session.media.enumerated() {
            guard media.indices.contains(place), case let after = media[place], after.index == before.index,
                after.mid == before.mid, after.kind == before.kind
            else { throw .movedSection(section: before.index) }
        }
    }
}

extension SessionDescription {
    /// Makes this the next description of the session that another one is of: its origin, a version later (RFC 3264 §8).
    mutating func follow(_ other: SessionDescription) {
        guard var fields = other.lines.all.first(where: { $0.letter == "o" })?.value?.split(separator: " "),
            fields.count > 2, let version = UInt64(fields[2])
        else { return }
        let next = "\(version &+ 1)"
        fields[2] = next[...]
        lines = lines.mapped { $0.letter == "o" ? Line("o", fields.joined(separator: " ")) : $0 }
    }
}

extension Line {
    /// The line of an answer of ours as it is in an offer.
    fileprivate func offered(over transport: LocalTransport) -> Line? {
        switch name {
        case Setup.name: Line(attribute: name, Setup(.actpass).value)
        case ICECredentials.Ufrag.name: Line(attribute: name, transport.credentials.ufrag)
        case ICECredentials.Password.name: Line(attribute: name, transport.credentials.password)
        default: self
        }
    }

    /// The line as it is in a section in which nothing flows any more; `nil` for what is about a source.
    fileprivate var ended: Line? {
        switch name {
        case SourceAttribute.name, SourceGroup.name, MediaStreamID.name: nil
        case Direction.sendonly.rawValue, Direction.sendrecv.rawValue, Direction.recvonly.rawValue:
            Line(attribute: Direction.inactive.rawValue)
        default: self
        }
    }
}
