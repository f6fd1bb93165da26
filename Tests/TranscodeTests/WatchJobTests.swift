import CodecBridge
import Media
import Simulation
import Testing
import Transcode

/// Streams that are decoded one picture after the other, and counted.
@Suite struct WatchJobTests {
    /// What a stream is, and its units from the first keyframe on.
    private func stream(_ clip: PictureJobTests.Clip) throws -> (format: BridgeFormat, units: [AccessUnit]) {
        var tracker = FormatTracker(clip.codec)
        let units = clip.file.units.compactMap { bytes -> AccessUnit? in
            var unit = AccessUnit(bytes, decodeTime: 0)
            return tracker.prepare(&unit) ? unit : nil
        }
        return (BridgeFormat(try #require(tracker.configuration)), units)
    }

    /// What a transcoder says in the end to a stream of these units.
    private func watch(_ format: BridgeFormat, _ units: [AccessUnit]) throws -> (pictures: Int, faults: Int) {
        var transcoder = Transcoder()
        var last: BridgeMessage?
        let beginning: [BridgeMessage] = [.order(.watching), .format(format)]
        for message in beginning + units.map(BridgeMessage.unit) + [.end] {
            transcoder.handle(message)
            while let answer = transcoder.pollMessage() { last = answer }
        }
        guard case .watched(let pictures, let faults)? = last else {
            Issue.record("\(String(describing: last))")
            return (0, 0)
        }
        return (pictures, faults)
    }

    @Test("every picture of a stream is decoded", arguments: PictureJobTests.clips)
    func whole(clip: PictureJobTests.Clip) throws {
        let (format, units) = try stream(clip)
        let (pictures, faults) = try watch(format, units)
        #expect(pictures == units.count && faults == 0)
    }

    @Test(
        "a keyframe whose head is as it was and whose rest is not is a fault, and what follows is decoded again",
        arguments: PictureJobTests.clips)
    func damaged(clip: PictureJobTests.Clip) throws {
        let (format, units) = try stream(clip)
        var broken = try #require(units.first)
        switch clip.codec {
        case .vp8:
            // Its symbols cannot be wrong, but how long its first partition is can (RFC 6386 §9.1).
            (broken.bytes[0], broken.bytes[1], broken.bytes[2]) = (broken.bytes[0] | 0xE0, 0xFF, 0xFF)
        case .av1:
            // Nor can its, but its units tell how long they are.
            broken.bytes.removeLast(broken.bytes.count / 2)
        default:
            for place in broken.bytes.count / 2..<broken.bytes.count { broken.bytes[place] = 0xFF }
        }
        let (pictures, faults) = try watch(format, [broken] + units)
        #expect(faults > 0 && units.count...units.count + 1 ~= pictures, "\(pictures), \(faults)")
    }

    @Test("counts go on where the format changes, and units of none are faults")
    func change() throws {
        let (first, second) = (try stream(PictureJobTests.clips[0]), try stream(PictureJobTests.clips[4]))
        var transcoder = Transcoder()
        var answers: [BridgeMessage] = []
        let messages: [BridgeMessage] = [
            .order(.watching), .unit(first.units[0]), .format(first.format), .unit(first.units[0]),
            .format(second.format), .unit(second.units[0]), .end,
        ]
        for message in messages {
            transcoder.handle(message)
            while let answer = transcoder.pollMessage() { answers.append(answer) }
        }
        #expect(answers.last == .watched(pictures: 2, faults: 1))
    }

    @Test("no damaged stream ends the process", arguments: PictureJobTests.clips)
    func hostile(clip: PictureJobTests.Clip) throws {
        let (format, units) = try stream(clip)
        for bytes in Mutations(of: units.prefix(4).map(\.bytes), count: Mutations.usualCount / 200) {
            _ = try watch(format, [units[0], AccessUnit(bytes, decodeTime: 0)] + units)
        }
    }
}
