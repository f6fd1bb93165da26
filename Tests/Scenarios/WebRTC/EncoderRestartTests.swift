import RTP
import SDP
import Simulation
import Testing
import Timing

/// A publisher's numbers and times begin anew under way, and viewers notice a pause at most.
@Suite struct EncoderRestartTests {
    @Test(
        "other SSRCs feed the viewers on, also when they come in one batch with the last of the old",
        arguments: [false, true])
    func otherSources(inOneBatch: Bool) throws {
        let call = Broadcast()
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(5))
        call.server.isBusy = inOneBatch
        call.run(for: .milliseconds(50))
        publisher.changeSources(using: &call.generator)
        let changed = call.now
        call.run(for: .milliseconds(50))
        call.server.isBusy = false
        call.run(for: .seconds(3))
        for kind in [MediaKind.audio, .video] {
            let packets = viewer.played(kind)
            let sorted = packets.sorted { $0.place < $1.place }
            #expect(Playback(packets).isWhole && packets.allSatisfy { !$0.isRestart })
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { !$0.timestamp.isAfter($1.timestamp) })
            let first = packets.first { $0.captured > changed }
            #expect(first.map { changed.duration(to: $0.arrived) < .seconds(1) } == true)
            #expect(packets.last.map { $0.delay < .milliseconds(70) } == true)
            #expect(packets.count > (kind == .video ? 500 : 350))
        }
    }
}
