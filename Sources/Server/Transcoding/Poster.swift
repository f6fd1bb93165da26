import Bytes
import CodecBridge
import HTTP
import Media
import Packaging
import Timing

/// The picture of a stream that is live, made of its last keyframe while somebody asks for it.
///
///     nothing ── asked ──► drawing ── drawn ──► a picture ── old, and asked ──► drawing
///                             └── not drawn ──► nothing, for a while
struct Poster {
    /// A picture, what it is of, and when it was made.
    private var picture: (representation: Representation, segment: Int, date: Instant)?
    /// The keyframe that is being drawn.
    private var drawn: Int?
    /// What is to be drawn.
    private var wish: Drawing?
    /// How often nothing came of it in a row, and when it was last.
    private var failures = 0
    private var lastFailure: Instant?

    /// How old a picture may be while there are newer keyframes.
    private static let freshness = Duration.seconds(10)
    /// How large it is at most, either way: what a page shows of many.
    private static let largest = PictureSize(width: 640, height: 640)

    /// What who asks for it is answered, by what is served now.
    mutating func verdict(on rendition: RenditionSnapshot?, at now: Instant) -> HLSVerdict {
        guard let rendition, let newest = rendition.newestKeyframeSegment, let largest = Self.largest else {
            return .refuse(.noPicture)
        }
        if let picture, picture.segment == newest || picture.date.duration(to: now) < Self.freshness {
            return .answer(picture.representation)
        }
        if drawn != nil { return .wait }
        guard mayTry(at: now), let keyframe = rendition.newestKeyframe else {
            return picture.map { .answer($0.representation) } ?? .refuse(.noPicture)
        }
        drawn = newest
        wish = Drawing(
            largest: largest, keyframes: [(BridgeFormat(keyframe.configuration), keyframe.unit)])
        return .wait
    }

    /// What was asked for was drawn, or could not be.
    mutating func handle(_ outcome: Drawing.Outcome?, at now: Instant) {
        guard let segment = drawn else { return }
        drawn = nil
        guard let outcome else {
            failures = min(failures + 1, 6)
            lastFailure = now
            return
        }
        failures = 0
        let representation = Representation(
            type: "image/jpeg", bytes: outcome.jpeg, cache: .seconds(Int(Self.freshness.components.seconds)))
        picture = (representation, segment, now)
    }

    /// The stream begins a new life.
    mutating func restart() {
        picture = nil
        (failures, lastFailure) = (0, nil)
    }

    /// What to have drawn.
    mutating func pollDrawing() -> Drawing? { wish.take() }

    /// Whether to try again: two seconds after one failure, a minute after many.
    private func mayTry(at now: Instant) -> Bool {
        guard let lastFailure else { return true }
        return lastFailure.duration(to: now) >= .seconds(1 << failures)
    }
}

extension Problem {
    fileprivate static let noPicture = Problem(
        .notFound, title: "There is no picture of this stream",
        detail: "It has none, or what it has cannot be decoded here.", retryAfter: .seconds(10))
}
