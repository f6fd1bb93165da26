import Bytes
import RTP
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct FrameTrackerTests {
    /// A keyframe and nine frames, three packets each.
    private static let track: TestTrack = {
        var track = TestTrack()
        for id in UInt16(0)..<10 { track.addVP8(isKeyframe: id == 0, id, byteCount: 500) }
        return track
    }()

    @Test("a track is less than two kibibytes, so that there may be thousands")
    func size() {
        #expect(MemoryLayout<FrameTracker>.size < 2048)
    }

    @Test("frames are put together from their packets and can be decoded from the keyframe on")
    func whole() {
        let (frames, tracker) = Self.track.run(.vp8)
        #expect(frames.count == 10 && frames.areDecodable)
        #expect(frames.map(\.isKeyframe) == [true] + Array(repeating: false, count: 9))
        #expect(frames.allSatisfy { $0.byteCount > 500 && $0.completed > $0.began })
        #expect(!tracker.needsKeyframe)
    }

    @Test("packets in any order within a few frames make the same frames")
    func reordered() {
        var random = SeededGenerator(seed: 4)
        let expected = Self.track.run(.vp8).frames.map(\.timestamp)
        for _ in 0..<50 {
            let order = Self.track.packets.indices.sorted { $0 / 6 < $1 / 6 }
            let shuffled = stride(from: 0, to: 30, by: 6).flatMap { start in
                order[start..<start + 6].shuffled(using: &random)
            }
            // The first packet that came is the first there is, so it stays in front.
            let fixed = [0] + shuffled.filter { $0 != 0 }
            let frames = Self.track.run(.vp8, fixed).frames
            #expect(frames.map(\.timestamp) == expected && frames.areDecodable)
        }
    }

    @Test("a packet that comes late holds back what is behind it and then all is whole")
    func repaired() {
        let (frames, tracker) = Self.track.run(.vp8, Array(0..<7) + Array(8..<16) + [7] + Array(16..<30))
        #expect(frames.count == 10 && frames.areDecodable)
        #expect(frames[2].completed == Instant(nanoseconds: 160_000_000))
        #expect(tracker.incomplete == 0)
    }

    @Test("a packet that never comes spoils its frame and all that need it, until a keyframe")
    func lost() {
        let (frames, tracker) = Self.track.run(.vp8, without: [7])
        #expect(frames.map(\.isDecodable) == [true, true] + Array(repeating: false, count: 8))
        #expect(tracker.incomplete == 1 && tracker.undecodable == 7 && tracker.decodable == 2)
        #expect(tracker.needsKeyframe)

        var track = Self.track
        track.addVP8(isKeyframe: true, 10)
        track.addVP8(isKeyframe: false, 11)
        let end = track.run(.vp8, without: [7])
        #expect(end.frames[10...].areDecodable && !end.tracker.needsKeyframe)
    }

    @Test("a frame whose packets all are lost is missed by those behind it")
    func lostWhole() {
        #expect(
            Self.track.run(.vp8, without: [6, 7, 8]).frames.map(\.isDecodable).firstIndex(of: false) == 2)
    }

    @Test("what a server left out without a gap in its numbers is found by the picture's number")
    func leftOut() {
        var track = TestTrack()
        for id in UInt16(0)..<10 where id != 4 { track.addVP8(isKeyframe: id == 0, id) }
        #expect(track.run(.vp8).frames.filter { !$0.isDecodable }.count == 5)
    }

    @Test("a stream without a keyframe never begins, and asks for one")
    func noKeyframe() {
        var track = TestTrack()
        for id in UInt16(1)..<100 { track.addVP8(isKeyframe: false, id) }
        let (frames, tracker) = track.run(.vp8)
        #expect(frames.count == 99 && frames.decodableCount == 0)
        #expect(tracker.needsKeyframe)
    }

    @Test("of two temporal layers the upper one can be lost or left out")
    func layers() {
        var track = TestTrack()
        for id in UInt16(0)..<20 {
            track.addVP8(
                isKeyframe: id == 0, id, tl0: UInt8(id / 2), layer: UInt8(id % 2), isSync: false)
        }
        #expect(track.run(.vp8, without: [5]).frames.areDecodable)
        #expect(track.run(.vp8, without: [4]).frames.map(\.isDecodable).firstIndex(of: false) == 4)
        track.packets = track.packets.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        #expect(track.run(.vp8).frames.areDecodable)
    }

    @Test("nobody waits for what was given up, but what is being filled goes on")
    func givenUp() {
        var tracker = FrameTracker(.vp8)
        for index in [0, 1, 2, 3, 5, 6] {
            TestTrack.give(Self.track.packets[index], at: 100 + Int64(index), to: &tracker, .zero)
        }
        #expect(tracker.nextFrame(at: .zero)?.isDecodable == true)
        #expect(tracker.nextFrame(at: .zero) == nil && tracker.nextDeadline != nil)
        tracker.giveUpMissing()
        #expect(tracker.nextFrame(at: .zero)?.isDecodable == false)
        #expect(tracker.nextFrame(at: .zero) == nil && tracker.nextDeadline == nil)
        for index in [7, 8] {
            TestTrack.give(Self.track.packets[index], at: 100 + Int64(index), to: &tracker, .zero)
        }
        #expect(tracker.nextFrame(at: .zero) != nil)
    }

    @Test("packets that are all padding are no frames and leave no gap")
    func padding() {
        var track = TestTrack()
        track.addVP8(isKeyframe: true, 0)
        track.packets.append(TestTrack.Packet(timestamp: 0, isMarked: false, payload: []))
        track.packets.append(TestTrack.Packet(timestamp: 3000, isMarked: false, payload: []))
        track.addVP8(isKeyframe: false, 1)
        #expect(track.run(.vp8).frames.map(\.isDecodable) == [true, true])
    }

    @Test("frames that all have one timestamp are told apart by their marks")
    func oneTimestamp() {
        var track = Self.track
        for index in track.packets.indices { track.packets[index].timestamp = 5 }
        #expect(track.run(.vp8).frames.count == 10)
    }

    @Test("without marks a frame ends where the next timestamp begins")
    func noMarks() {
        var track = Self.track
        for index in track.packets.indices { track.packets[index].isMarked = false }
        #expect(track.run(.vp8).frames.count == 9)
    }

    @Test("a sound needs no other, and nothing waits for one")
    func opus() {
        var track = TestTrack()
        for _ in 0..<10 { track.add([0x78, 1, 2, 3]) }
        let (frames, tracker) = track.run(.opus, without: [3, 4])
        #expect(frames.count == 8 && frames.areDecodable)
        #expect(!tracker.needsKeyframe && tracker.nextDeadline == nil)
    }

    @Test("any packets in any order are taken")
    func hostile() {
        var random = SeededGenerator(seed: 9)
        for codec in TrackCodec.allCases {
            var tracker = FrameTracker(codec)
            var now = Instant.zero
            for _ in 0..<3000 {
                now = now.advanced(by: .milliseconds(Int64(random.next() % 60)))
                let place = Int64(random.next() % 200) + now.nanoseconds / 50_000_000
                let packet = TestTrack.Packet(
                    timestamp: UInt32(random.next() % 8) * 3000, isMarked: random.next() % 3 == 0,
                    payload: random.bytes(Int(random.next() % 40)),
                    dependencies: random.bytes(Int(random.next() % 5)))
                TestTrack.give(packet, at: place, to: &tracker, now)
                if random.next() % 50 == 0 { tracker.giveUpMissing() }
                while tracker.nextFrame(at: now) != nil {}
            }
        }
        var tracker = FrameTracker(.vp8)
        for place in [Int64.max, .min, 0, .max - 1] {
            TestTrack.give(Self.track.packets[0], at: place, to: &tracker, .zero)
            while tracker.nextFrame(at: .zero) != nil {}
        }
    }
}
