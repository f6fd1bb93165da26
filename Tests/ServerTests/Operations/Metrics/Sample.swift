import SDP

@testable import SFU
@testable import WebRTC

/// What loops might tell.
enum Sample {
    /// A stream with a publisher and so many viewers.
    static func stream(_ name: String, viewers: Int) throws -> StreamNumbers {
        var publication = PublicationNumbers()
        publication.layers = [
            PublicationNumbers.Layer(
                numbers: MediaNumbers(
                    direction: .received, section: 0, layer: 0, kind: .video, codec: "VP8", counts: counts,
                    bitsPerSecond: 1_000_000, fractionLost: 0.25, jitter: .milliseconds(3)), isForwarded: true
            )
        ]
        publication.roundTrip = .milliseconds(20)
        var audience = AudienceNumbers()
        for _ in 0..<viewers {
            audience.add(viewer: counts, bitsPerSecond: 500, fractionLost: 0.5, roundTrip: .milliseconds(40))
        }
        return StreamNumbers(name, publication, audience)
    }

    /// Something counted of everything.
    static var counts: MediaCounts {
        var counts = MediaCounts()
        (counts.packets, counts.octets, counts.lost, counts.asked) = (100, 90_000, 7, 9)
        (counts.repeated, counts.refused, counts.pictureLosses) = (6, 3, 2)
        (counts.fullIntraRequests, counts.keyframes) = (1, 4)
        return counts
    }
}
