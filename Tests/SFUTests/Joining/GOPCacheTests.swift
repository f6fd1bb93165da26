import RTP
import Testing
import Timing

@testable import SFU

@Suite struct GOPCacheTests {
    private static func at(_ milliseconds: Int64) -> Instant {
        .zero.advanced(by: .milliseconds(milliseconds))
    }

    private static func packet(_ place: Int64, _ picture: UInt32, size: Int = 1000) -> GOPCache<Int64>.Packet
    {
        GOPCache.Packet(
            place: ExtendedSequenceNumber(place), timestamp: RTPTimestamp(picture), byteCount: size,
            content: place)
    }

    private static func cache(_ change: (inout JoinSettings) -> Void = { _ in }) -> GOPCache<Int64> {
        var settings = JoinSettings()
        change(&settings)
        return GOPCache(settings, clockRate: 90_000)
    }

    private static func places(_ cache: GOPCache<Int64>) -> [Int64] { cache.packets.map(\.content) }

    @Test("nothing is kept before the first keyframe, and all since then in order")
    func order() {
        var cache = Self.cache()
        cache.add(Self.packet(4, 1), canBegin: false, at: .zero)
        #expect(cache.packets.isEmpty && !cache.isOpen(at: .zero))
        for (place, begins) in [(5, true), (8, false), (6, false), (7, false), (6, false), (3, false)] {
            let starts = cache.add(Self.packet(Int64(place), 2), canBegin: begins, at: Self.at(1))
            #expect(starts == begins)
        }
        #expect(
            Self.places(cache) == [5, 6, 7, 8] && cache.byteCount == 4000 && cache.isOpen(at: Self.at(1)))
    }

    @Test("another keyframe takes the place of all that was, but for what overtook its first packet")
    func nextKeyframe() {
        var cache = Self.cache()
        for place: Int64 in 10..<20 {
            cache.add(Self.packet(place, UInt32(place)), canBegin: place == 10, at: Self.at(place))
        }
        cache.add(Self.packet(22, 30), canBegin: false, at: Self.at(20))
        cache.add(Self.packet(21, 30), canBegin: true, at: Self.at(21))
        #expect(Self.places(cache) == [21, 22] && cache.byteCount == 2000 && cache.began == Self.at(21))
    }

    @Test("a keyframe of which several packets could be the first is one, and so is one that comes again")
    func oneKeyframe() {
        var cache = Self.cache()
        cache.add(Self.packet(1, 9), canBegin: true, at: .zero)
        cache.add(Self.packet(2, 9), canBegin: true, at: .zero)
        cache.add(Self.packet(3, 9), canBegin: true, at: .zero)
        cache.add(Self.packet(0, 8), canBegin: true, at: .zero)
        #expect(Self.places(cache) == [1, 2, 3])
    }

    @Test("it opens to nobody once it is too old or too large, and a quarter later it is empty")
    func bounds() {
        for (spacing, size) in [(Int64(100), 1), (1, 300_000)] {
            var cache = Self.cache { ($0.maximumAge, $0.byteLimit) = (.seconds(4), 12_000_000) }
            cache.add(Self.packet(0, 0, size: size), canBegin: true, at: .zero)
            for step: Int64 in 1...49 {
                let now = Self.at(step * spacing)
                cache.add(Self.packet(step, UInt32(step), size: size), canBegin: false, at: now)
                #expect(cache.isOpen(at: now) == (step <= (spacing == 1 ? 39 : 40)))
            }
            #expect(cache.packets.count == 50)
            for step: Int64 in 50...51 {
                cache.add(
                    Self.packet(step, UInt32(step), size: size), canBegin: false, at: Self.at(step * spacing))
            }
            #expect(cache.packets.isEmpty && cache.byteCount == 0)
        }
    }

    @Test("switched off, it keeps nothing")
    func off() {
        var cache = Self.cache { $0.maximumAge = .zero }
        cache.add(Self.packet(0, 0), canBegin: true, at: .zero)
        #expect(cache.packets.isEmpty && !cache.isOpen(at: .zero))
    }

    @Test("the line of what is live goes through the pictures that took the least time, and over a jump")
    func line() {
        var line = LiveLine(clockRate: 90_000)
        #expect(line.timestamp(at: .zero) == nil)
        // 40 ms apart, one of them held up by 300 ms.
        for (number, delay) in [(0, 20), (1, 0), (2, 300), (3, 10)] {
            line.note(RTPTimestamp(UInt32(number) * 3600), at: Self.at(Int64(number * 40 + delay)))
        }
        #expect(line.timestamp(at: Self.at(1040)) == RTPTimestamp(3600 + 90_000))
        line.note(RTPTimestamp(50_000), at: Self.at(2000))
        #expect(line.timestamp(at: Self.at(2001)) == RTPTimestamp(50_090))
        line.note(RTPTimestamp(.max), at: Self.at(60_000))
        #expect(line.timestamp(at: Self.at(60_000)) == RTPTimestamp(.max))
    }
}
