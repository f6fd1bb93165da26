import RTP
import Simulation
import Testing
import Timing

@testable import SFU

/// A stream of pictures at 25 a second, and somebody who joins in the middle of it.
private struct Joiner {
    struct Sent {
        let place: Int64
        let at: Instant
        /// The picture's own timestamp, and the one it went under.
        let own: RTPTimestamp
        let timestamp: RTPTimestamp
        let begins: Bool
        let byteCount: Int
    }

    var cache: GOPCache<Int64>
    var forward: FastForward?
    private(set) var sent: [Sent] = []
    private(set) var liveAt: Instant?
    private var place: Int64 = 70_000
    private var picture = 0
    private var random = SeededGenerator(seed: 7)

    var keyframe = 60_000, usual = 12_000
    /// How unevenly pictures arrive, in milliseconds.
    var jitter: Int64 = 0

    init(_ change: (inout JoinSettings) -> Void = { _ in }) {
        var settings = JoinSettings()
        change(&settings)
        cache = GOPCache(settings, clockRate: 90_000)
    }

    static func at(_ milliseconds: Int64) -> Instant { .zero.advanced(by: .milliseconds(milliseconds)) }

    /// Lets the next picture arrive whole, `late` milliseconds after its time.
    mutating func arrive(isKeyframe: Bool, at now: Instant) {
        let timestamp = RTPTimestamp(UInt32.max - 100_000 &+ UInt32(picture) * 3600)
        picture += 1
        for number in 0..<(isKeyframe ? keyframe : usual) / 1000 {
            cache.add(
                .init(
                    place: ExtendedSequenceNumber(place), timestamp: timestamp, byteCount: 1000,
                    content: place),
                canBegin: isKeyframe && number == 0, at: now)
            place += 1
        }
    }

    /// Pictures from `first` to `last`, in milliseconds, with a keyframe at each of `keyframes`; somebody joins.
    mutating func run(to last: Int64, joining: Int64, keyframes: Set<Int64> = [0]) {
        var next: Int64 = 0, due: Int64 = 0
        for time in 0...last {
            if time == due {
                arrive(isKeyframe: keyframes.contains(next), at: Self.at(time))
                if forward?.stage == .waiting { turn(at: Self.at(time), isDue: true) }
                next += 40
                due = max(next + (jitter > 0 ? Int64.random(in: 0...jitter, using: &random) : 0), time + 1)
            }
            if time == joining { forward = FastForward(cache, limit: 50_000_000, at: Self.at(time)) }
            turn(at: Self.at(time))
        }
    }

    mutating func turn(at now: Instant, isDue: Bool = false) {
        guard var forward, isDue || forward.nextDeadline <= now, liveAt == nil else { return }
        var packets: [Sent] = []
        forward.advance(through: cache, at: now) { packet, shift, begins in
            packets.append(
                Sent(
                    place: packet.content, at: now, own: packet.timestamp,
                    timestamp: RTPTimestamp(packet.timestamp.value &+ shift), begins: begins,
                    byteCount: packet.byteCount))
            return true
        }
        sent += packets
        if forward.stage == .live { liveAt = now }
        self.forward = forward
    }

    /// The pictures as they were sent: what timestamp, and when the last packet left.
    var pictures: [(own: RTPTimestamp, timestamp: RTPTimestamp, done: Instant)] {
        sent.reduce(into: []) { list, packet in
            if list.last?.own == packet.own {
                list[list.count - 1].done = packet.at
            } else {
                list.append((packet.own, packet.timestamp, packet.at))
            }
        }
    }
}

@Suite struct FastForwardTests {
    @Test(
        "it sends everything once and in order, and is live within a second, however long the group of pictures",
        arguments: [200, 1000, 2000, 3500, 5900], [Int64(0), 25])
    func catchesUp(age: Int64, jitter: Int64) throws {
        var joiner = Joiner()
        joiner.jitter = jitter
        joiner.run(to: age + 1500, joining: age)
        let liveAt = try #require(joiner.liveAt)
        #expect(Joiner.at(age).duration(to: liveAt) < .milliseconds(900))
        let places = joiner.sent.map(\.place)
        #expect(places == Array(70_000..<70_000 + Int64(places.count)))
        #expect(joiner.sent.map(\.begins) == [true] + Array(repeating: false, count: places.count - 1))
        let last = try #require(joiner.pictures.last)
        #expect(last.own == last.timestamp)
    }

    @Test(
        "timestamps rise, and say of each picture that it was captured when its last packet left",
        arguments: [
            Int64(400), 1980, 4000,
        ])
    func timestamps(age: Int64) throws {
        var joiner = Joiner()
        joiner.run(to: age + 1500, joining: age)
        let pictures = joiner.pictures
        for (one, other) in zip(pictures, pictures.dropFirst()) {
            #expect(other.timestamp.isAfter(one.timestamp) && one.timestamp.distance(from: one.own) >= 0)
        }
        let line = joiner.cache.line
        let errors = pictures.map { picture -> Double in
            let live = line.timestamp(at: picture.done) ?? RTPTimestamp(0)
            return Double(live.distance(from: picture.timestamp)) / 90
        }
        // A turn, and a picture that arrived in the one before.
        #expect(errors.allSatisfy { abs($0) <= 25 }, "\(errors)")
    }

    @Test("its rate stays within its bounds", arguments: [1_000_000, 8_000_000, 50_000_000])
    func paced(limit: Int) throws {
        var joiner = Joiner()
        for time: Int64 in 0..<50 { joiner.arrive(isKeyframe: time == 0, at: Joiner.at(time * 40)) }
        let forward = try #require(FastForward(joiner.cache, limit: limit, at: Joiner.at(2000)))
        // Ten times the stream's rate at most.
        #expect(forward.rate <= limit / 8 && forward.rate <= 3_300_000)
        joiner.forward = forward
        for time: Int64 in 2000..<2200 { joiner.turn(at: Joiner.at(time)) }
        let window = joiner.sent.filter { $0.at < Joiner.at(2100) }.reduce(0) { $0 + $1.byteCount }
        #expect(window <= forward.rate / 10 + forward.rate / 100 + 1000)
        let early = joiner.sent.filter { $0.at == Joiner.at(2000) }.reduce(0) { $0 + $1.byteCount }
        #expect(early <= forward.rate / 200 + 1000)
    }

    @Test("it follows what its path carries, and is never faster than planned")
    func slowed() throws {
        var joiner = Joiner()
        for time: Int64 in 0..<50 { joiner.arrive(isKeyframe: time == 0, at: Joiner.at(time * 40)) }
        var forward = try #require(FastForward(joiner.cache, limit: 80_000_000, at: Joiner.at(2000)))
        let planned = forward.rate
        for (limit, rate) in [(80_000_000, planned), (4_000_000, 500_000), (2_000_000, 250_000)] {
            forward.follow(limit)
            #expect(forward.rate == rate)
        }
        joiner.forward = forward
        for time: Int64 in 2000..<2200 { joiner.turn(at: Joiner.at(time)) }
        let window = joiner.sent.filter { $0.at >= Joiner.at(2050) && $0.at < Joiner.at(2150) }
        #expect(window.reduce(0) { $0 + $1.byteCount } <= 25_000 + 2500 + 1000)
    }

    @Test("who joins with the keyframe is live at once")
    func fresh() throws {
        var joiner = Joiner()
        joiner.run(to: 300, joining: 0)
        let liveAt = try #require(joiner.liveAt)
        #expect(liveAt <= Joiner.at(80))
        #expect(joiner.sent.allSatisfy { $0.timestamp.distance(from: $0.own) < 5400 })
    }

    @Test("another keyframe makes it leave out what is before that")
    func jumps() throws {
        var joiner = Joiner()
        joiner.run(to: 3500, joining: 1900, keyframes: [0, 2000])
        let places = joiner.sent.map(\.place)
        let starts = joiner.sent.filter(\.begins)
        // The second keyframe's first packet: behind the first keyframe's 60, and 49 pictures of 12.
        #expect(starts.map(\.place) == [70_000, 70_648] as [Int64])
        #expect(places == places.sorted() && joiner.liveAt != nil)
        #expect(
            zip(joiner.pictures, joiner.pictures.dropFirst()).allSatisfy {
                $1.timestamp.isAfter($0.timestamp)
            })
    }

    @Test("a packet that comes late goes under its picture's timestamp")
    func late() throws {
        var joiner = Joiner()
        joiner.run(to: 1010, joining: 1000)
        let sent = try #require(joiner.sent.last)
        let forward = try #require(joiner.forward)
        let shift = forward.shift(ofLate: ExtendedSequenceNumber(sent.place - 1), sent.own)
        #expect(shift == UInt32(sent.timestamp.distance(from: sent.own)))
        #expect(forward.shift(ofLate: ExtendedSequenceNumber(sent.place + 1), sent.own) == nil)
        #expect(forward.shift(ofLate: ExtendedSequenceNumber(60_000), RTPTimestamp(1)) == nil)
    }

    @Test("it gives up when what it went through is gone, and when timestamps stand still")
    func broken() throws {
        var joiner = Joiner { $0.maximumAge = .seconds(2) }
        joiner.run(to: 1990, joining: 1900)
        joiner.cache.add(
            .init(
                place: ExtendedSequenceNumber(90_000), timestamp: RTPTimestamp(0), byteCount: 1, content: 0),
            canBegin: false, at: Joiner.at(2600))
        joiner.turn(at: Joiner.at(2600))
        #expect(joiner.forward?.stage == .cutOff)
        var stuck = Joiner()
        stuck.arrive(isKeyframe: true, at: .zero)
        stuck.forward = FastForward(stuck.cache, limit: 50_000_000, at: Joiner.at(1000))
        for time: Int64 in 1000..<4000 { stuck.turn(at: Joiner.at(time)) }
        #expect(stuck.forward?.stage == .waiting && stuck.sent.count == 60)
        stuck.turn(at: Joiner.at(4000))
        #expect(stuck.forward?.stage == .liveAnew)
    }

    @Test("nobody can begin with nothing")
    func nothing() {
        let cache = GOPCache<Int>(JoinSettings(), clockRate: 90_000)
        #expect(FastForward(cache, limit: 50_000_000, at: .zero) == nil)
    }
}
