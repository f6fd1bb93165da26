internal import Bytes

/// Finds in a stream's snapshots what of it is not recorded yet.
public struct RecordingCursor: Sendable {
    /// The next part of each track, and how many there were.
    private var next: [TrackKind: (place: PartPosition, index: Int)] = [:]
    /// The first segment.
    private let first: Int

    /// What comes from the segment on that is being made, so from a keyframe that is there already; or all that there is. All
    /// tracks begin with the same segment.
    public init(_ snapshot: StreamSnapshot, fromTheBeginning isWhole: Bool = false) {
        first =
            snapshot.renditions.map { isWhole ? $0.segments.first?.number ?? 0 : $0.position.segment }.min()
            ?? 0
    }

    /// The parts that came since it was asked last.
    public mutating func pieces(of snapshot: StreamSnapshot) -> [RecordedPiece] {
        snapshot.renditions.flatMap { pieces(of: $0) }
    }

    private mutating func pieces(of rendition: RenditionSnapshot) -> [RecordedPiece] {
        var (place, index) = next[rendition.kind] ?? (PartPosition(segment: first, part: 0), 0)
        var pieces: [RecordedPiece] = []
        for segment in rendition.segments where segment.number >= place.segment {
            // What left before it was looked at is a hole.
            if segment.number > place.segment { place = PartPosition(segment: segment.number, part: 0) }
            let section = rendition.initializations.first { $0.number == segment.initialization }
            for part in segment.parts.dropFirst(place.part) {
                guard let section else { break }
                pieces.append(
                    RecordedPiece(
                        kind: rendition.kind, index: index, segment: segment.number,
                        beginsSegment: place.part == 0,
                        isDiscontinuous: segment.isDiscontinuous && segment.number > first,
                        initialization: section.bytes, initializationNumber: section.number,
                        bytes: part.bytes,
                        duration: .nanoseconds(part.duration * 1_000_000 / rendition.rate * 1000)))
                place = PartPosition(segment: place.segment, part: place.part + 1)
                index += 1
            }
        }
        next[rendition.kind] = (place, index)
        return pieces
    }
}
