import Platform
internal import SDP
import SFU
import Signaling
import Timing
import WebRTC

extension StreamReport {
    /// What is known of a stream, by our wall clock and the axis of instants at one moment; `nil` when its name is none.
    init?(_ numbers: StreamNumbers, wall: WallClock, at now: Instant) {
        guard let name = StreamName(numbers.name) else { return nil }
        let publication = numbers.publication
        let state: State =
            if publication?.progress != nil { .live } else if publication?.isInterrupted == true {
                .interrupted
            } else {
                .awaited
            }
        self.init(
            name, state: state,
            began: publication?.progress.map { progress in
                WallClock(nanoseconds: wall.nanoseconds - progress.began.duration(to: now).nanoseconds)
            },
            tracks: publication.map { Track.tracks(of: $0.layers) } ?? [], viewers: numbers.audience.viewers,
            received: publication?.progress == nil ? [] : publication?.facts ?? [],
            sent: numbers.audience.facts)
    }
}

extension StreamReport.Track {
    /// The layers of each section as one track, in the order of the publisher's session.
    fileprivate static func tracks(of layers: [PublicationNumbers.Layer]) -> [Self] {
        var sections: [Int] = []
        for layer in layers where !sections.contains(layer.numbers.section) {
            sections.append(layer.numbers.section)
        }
        return sections.compactMap { section in
            let own = layers.filter { $0.numbers.section == section }
            guard let kind = own.first?.numbers.kind, let codec = own.lazy.compactMap(\.numbers.codec).first
            else { return nil }
            return Self(
                kind: kind.rawValue, codec: codec,
                layers: own.sorted { $0.numbers.layer < $1.numbers.layer }.map {
                    StreamReport.Layer(
                        $0.numbers.layer, isForwarded: $0.isForwarded, numbers: $0.numbers.facts)
                })
        }
    }
}
