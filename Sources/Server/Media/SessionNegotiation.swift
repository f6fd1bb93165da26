import Platform
import SDP
import Signaling

/// What was agreed on with a viewer of several streams, as it goes on: a value that each step makes another.
///
/// Whoever takes a step does so beside the media loop, and hands the outcome over if nobody was faster (`version`).
struct SessionNegotiation: Sendable {
    /// What was agreed on last, with our last description.
    private(set) var agreed: Answerer.Answer
    /// Which stream each section gets, by the section's name.
    private(set) var feeds: [String: StreamName]
    /// Our half of the transport.
    private var transport: LocalTransport
    /// Whether our last description is an offer that waits for its answer.
    private var isOffering = false
    /// The sections in which media has ended since that offer, so that another is due.
    private var untold: Set<String> = []
    /// Which outcome it is.
    private(set) var version = 0

    /// How many sections of each kind there may be: those of a selection, and as many that are on their way out of it.
    static let sectionsPerKind = 32

    /// Answers the first offer.
    init(
        answering offer: String, feeds: [String: StreamName], over transport: LocalTransport,
        using random: inout some RandomNumberGenerator
    ) throws(MediaRefusal) {
        self.feeds = feeds
        self.transport = transport
        agreed = try Self.answer(offer, feeds: feeds, over: transport, using: &random)
    }

    // MARK: Getters

    /// The names of the streams, by the places of their sections among what was agreed on.
    var sections: [Int: String] {
        var sections: [Int: String] = [:]
        for (place, media) in agreed.session.media.enumerated() {
            sections[place] = media.mid.flatMap { feeds[$0]?.text }
        }
        return sections
    }

    // MARK: Commands

    /// ICE was restarted.
    mutating func restart(_ ours: ICECredentials, _ theirs: ICECredentials) {
        transport.credentials = ours
        agreed.session.remote.credentials = theirs
        version += 1
    }

    /// Takes a step, and returns what the client is told.
    mutating func take(
        _ step: Renegotiation, using random: inout some RandomNumberGenerator
    ) throws(MediaRefusal) -> String? {
        switch step {
        case .offer(let offer, let feeds): try answer(offer, feeds, using: &random)
        case .end(let mids): end(Set(mids), isOffered: true)
        case .silence(let mids): end(Set(mids), isOffered: false)
        case .answer(let answer): try takeAnswer(answer)
        }
    }

    private mutating func answer(
        _ offer: String, _ wanted: [String: StreamName], using random: inout some RandomNumberGenerator
    ) throws(MediaRefusal) -> String {
        guard !isOffering else { throw .glare }
        let kept = Set(wanted.filter { feeds[$0.key] == $0.value }.keys)
        agreed = try Self.answer(
            offer, feeds: wanted, over: transport, behind: agreed, keeping: kept, using: &random)
        feeds = wanted
        version += 1
        return agreed.description.text
    }

    private mutating func end(_ mids: Set<String>, isOffered: Bool) -> String? {
        let ended = mids.filter { feeds[$0] != nil }
        guard !ended.isEmpty else { return nil }
        for mid in ended { feeds[mid] = nil }
        version += 1
        let next = agreed.ending(ended, over: transport)
        if isOffered && !isOffering { return offer(next) }
        agreed.session = next.session
        if isOffered { untold.formUnion(ended) }
        return nil
    }

    private mutating func takeAnswer(_ text: String) throws(MediaRefusal) -> String? {
        guard isOffering else { throw .unacceptable(reason: "There is no offer that it could answer.") }
        let answer = try SessionDescription(reading: text)
        do throws(Refusal) {
            try agreed.check(answer)
        } catch {
            throw MediaRefusal(error)
        }
        isOffering = false
        version += 1
        guard !untold.isEmpty else { return nil }
        defer { untold = [] }
        return offer(agreed.ending(untold, over: transport))
    }

    private mutating func offer(_ next: Answerer.Answer) -> String {
        agreed = next
        isOffering = true
        return next.description.text
    }

    // MARK: Answers

    private static func answer(
        _ text: String, feeds: [String: StreamName], over transport: LocalTransport,
        behind before: Answerer.Answer? = nil, keeping kept: Set<String> = [],
        using random: inout some RandomNumberGenerator
    ) throws(MediaRefusal) -> Answerer.Answer {
        var answerer = Answerer(.play, transport: transport)
        answerer.sectionsPerKind = sectionsPerKind
        answerer.streamNames = feeds.mapValues(\.text)
        answerer.wanted = Set(feeds.keys)
        answerer.continuing = before
        answerer.kept = kept
        let answer = try answerer.answer(reading: text, using: &random)
        let flowing = Set(answer.session.media.filter(\.direction.sends).compactMap(\.mid))
        if let stray = feeds.keys.filter({ !flowing.contains($0) }).min() {
            throw .unacceptable(
                reason: "The offer has no section \(stray) in which something can be received.")
        }
        return answer
    }
}

extension Answerer {
    /// Answers an offer that was not looked at yet.
    func answer(
        reading text: String, using random: inout some RandomNumberGenerator
    ) throws(MediaRefusal) -> Answer {
        let offer = try SessionDescription(reading: text)
        do throws(Refusal) {
            return try answer(offer, using: &random)
        } catch {
            throw MediaRefusal(error)
        }
    }
}

extension SessionDescription {
    /// Reads a description.
    fileprivate init(reading text: String) throws(MediaRefusal) {
        do throws(SDPError) {
            try self.init(parsing: text)
        } catch {
            throw .malformed(reason: error.description)
        }
    }
}
