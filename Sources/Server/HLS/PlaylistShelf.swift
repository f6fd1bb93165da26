import HTTP
import Packaging
import Timing

/// A stream at one moment, ready to be served: each playlist is rendered and packed once, when the first asks for it.
struct PlaylistShelf {
    /// What is served.
    let snapshot: StreamSnapshot
    /// Makes playlists what is sent.
    private let press: PlaylistPress
    /// When it was that moment.
    private let date: WallClock
    /// The playlists that were asked for.
    private var playlists: [Page: Representation] = [:]

    /// A playlist. One that was waited for may be kept longer, since it is the answer to its own address for ever.
    private enum Page: Hashable {
        case multivariant
        case manifest
        case media(RenditionName, isDelta: Bool, wasBlocked: Bool)
        case keyframes(RenditionName, wasBlocked: Bool)
    }

    init(_ snapshot: StreamSnapshot, at date: WallClock, press: PlaylistPress) {
        self.date = date
        self.snapshot = snapshot
        self.press = press
    }

    /// What becomes of a question.
    mutating func verdict(on subject: HLSQuestion.Subject) -> HLSVerdict {
        switch subject {
        // It is not made of playlists.
        case .poster: return .wait
        case .multivariant:
            return .answer(page(.multivariant) { [snapshot] in snapshot.multivariantPlaylist })
        case .manifest:
            return .answer(page(.manifest) { [snapshot, date] in snapshot.manifest(at: date) })
        case .playlist(let name, let directives):
            guard let rendition = snapshot.rendition(name) else { return verdict(onMissing: name) }
            return Self.verdict(directives, rendition) { isDelta in
                let page = Page.media(
                    rendition.name, isDelta: isDelta, wasBlocked: directives.segment != nil)
                return self.page(page) { rendition.playlist(isDelta: isDelta) }
            }
        case .keyframes(let name, let directives):
            guard let rendition = snapshot.rendition(name) else { return verdict(onMissing: name) }
            guard let text = rendition.keyframePlaylist else { return .refuse(.unknownRendition) }
            return Self.verdict(directives, rendition) { _ in
                let page = Page.keyframes(rendition.name, wasBlocked: directives.segment != nil)
                return self.page(page) { text }
            }
        case .transfer(let name, let file):
            guard let rendition = snapshot.rendition(name) else { return verdict(onMissing: name) }
            if let number = rendition.unfinishedSegment(named: file) {
                return .transfer(rendition: name, segment: number)
            }
            return Self.verdict(on: file, of: rendition)
        case .resource(let name, let file):
            guard let rendition = snapshot.rendition(name) else { return verdict(onMissing: name) }
            return Self.verdict(on: file, of: rendition)
        }
    }

    /// A layer's rendition begins when somebody asks for it.
    private func verdict(onMissing name: String) -> HLSVerdict {
        RenditionName(name).map { snapshot.offers($0) } ?? false ? .wait : .refuse(.unknownRendition)
    }

    private static func verdict(
        _ directives: PlaylistRequest, _ rendition: RenditionSnapshot,
        answer: (_ isDelta: Bool) -> Representation
    ) -> HLSVerdict {
        switch directives.verdict(on: rendition) {
        case .answer(let isDelta): .answer(answer(isDelta))
        case .wait: .wait
        case .bad: .refuse(.impossibleDirectives)
        }
    }

    /// Bytes that have a name never change, and no other bytes get it. What is not there is never cached: the same name may
    /// be there soon, and whoever asked early would hide it from everybody else.
    ///
    /// Deviation: RFC 8216bis B.1 would have errors kept for a target duration.
    private static func verdict(on file: String, of rendition: RenditionSnapshot) -> HLSVerdict {
        switch rendition.resource(named: file) {
        case .bytes(let bytes):
            .answer(
                Representation(
                    type: "\(rendition.kind.name)/mp4", bytes: bytes, tag: EntityTag(file), cache: .forever))
        case .expected: .wait
        case .missing: .refuse(.unknownFile)
        }
    }

    private mutating func page(_ page: Page, text: () -> String) -> Representation {
        if let known = playlists[page] { return known }
        let type = page == .manifest ? PlaylistPress.manifest : PlaylistPress.playlist
        let new = press.page(text(), as: type, cache: cache(page))
        playlists[page] = new
        return new
    }

    /// RFC 8216bis B.1: half a target duration, or six where the address tells which playlist is meant.
    private func cache(_ page: Page) -> CachePolicy {
        let target = snapshot.renditions.first?.targets.segmentSeconds ?? 1
        switch page {
        // It tells what is there now, and the clock of low latency goes by it.
        case .manifest: return .seconds(1)
        case .media(_, _, wasBlocked: true), .keyframes(_, wasBlocked: true): return .seconds(6 * target)
        default: return .seconds(max(target / 2, 1))
        }
    }
}

extension Problem {
    fileprivate static let unknownRendition = Problem(
        .notFound, title: "The stream has no such rendition",
        detail: "Its playlist index.m3u8 names those there are.")
    fileprivate static let unknownFile = Problem(
        .notFound, title: "There is no such segment or part",
        detail: "It has left the playlist, or is not announced yet.")
    fileprivate static let impossibleDirectives = Problem(
        .badRequest, title: "The playlist will not have this soon",
        detail:
            "_HLS_msn and _HLS_part may be a little ahead of the playlist, and no part comes without a segment."
    )
}
