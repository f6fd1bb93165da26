import Testing
import Timing
import WebRTC

@testable import LoadModel

/// A player and a pretended server on virtual time, with a network between them that has a delay and a rate.
final class HLSVenue {
    var player: HLSPlayer
    var origin: PretendOrigin
    /// How long a request and its answer are on their way.
    var delay = Duration.milliseconds(20)
    /// Bits a second of the network.
    var rate = 100_000_000
    /// Whether the network is there.
    var isConnected = true
    private(set) var now = Instant.zero
    /// What was asked for, in order.
    private(set) var asked: [String] = []
    /// How far behind live the player was.
    private(set) var distances: [Duration] = []
    /// How long after its end what was new came.
    private(set) var deliveries: [Duration] = []
    /// What is on its way.
    private var answers: [(instant: Instant, id: Int, answer: HLSPlayer.Answer)] = []
    /// When the network is free.
    private var free = Instant.zero

    init(
        _ origin: PretendOrigin = PretendOrigin(), isLowLatency: Bool = true,
        path: String = "/live/index.m3u8"
    ) throws {
        self.origin = origin
        player = HLSPlayer(
            try #require(ServerURL("http://origin" + path)), isLowLatency: isLowLatency,
            reader: PlaylistReader(),
            clock: ReportClock(PretendOrigin.clock, at: .zero), at: .zero)
    }

    func run(for duration: Duration) {
        let end = now.advanced(by: duration)
        settle()
        while let next = [player.nextDeadline(at: now), answers.map(\.instant).min()].compactMap(\.self)
            .min(), next <= end
        {
            now = max(now, next)
            while let index = answers.firstIndex(where: { $0.instant <= now }) {
                let (_, id, answer) = answers.remove(at: index)
                player.handle(answer, to: id, at: now)
                settle()
            }
            settle()
        }
        now = end
    }

    private func settle() {
        while let request = player.pollRequest(at: now) {
            asked.append(request.url.target)
            guard isConnected else {
                answers.append((now.advanced(by: .seconds(1)), request.id, .failed("no connection")))
                continue
            }
            let (answer, instant) = origin.answer(to: request.url, at: now.advanced(by: delay / 2))
            answers.append((arrival(of: answer, at: instant), request.id, answer))
        }
        distances += player.takeDistances()
        deliveries += player.takeDeliveries()
    }

    /// One answer after the other goes over the network.
    private func arrival(of answer: HLSPlayer.Answer, at instant: Instant) -> Instant {
        guard case .loaded(let bytes) = answer, bytes.count > 10_000 else {
            return instant.advanced(by: delay / 2)
        }
        free = max(free, instant).advanced(by: .seconds(Double(bytes.count) * 8 / Double(rate)))
        return free.advanced(by: delay / 2)
    }
}
