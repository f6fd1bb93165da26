import Bytes
import MP4
import Testing
import Timing

@testable import Packaging

/// Manifests of recordings, held against the files that they name.
@Suite struct RecordedManifestTests {
    private static func range(_ text: String?) -> ClosedRange<Int>? {
        guard let parts = text?.split(separator: "-").compactMap({ Int($0) }), parts.count == 2 else {
            return nil
        }
        return parts[0]...parts[1]
    }

    @Test("takes are periods one behind the other, as long as the recording")
    func periods() throws {
        let tape = Tape.ofThreeTakes()
        let root = try #require(XMLElement(tape.playlist("manifest.mpd")))
        #expect(root.attributes["type"] == "static")
        var end = 0
        let periods = root.all("Period")
        for period in periods {
            let start = try #require(ReadManifest.milliseconds(period.attributes["start"]))
            #expect(abs(start - end) <= 1)
            end = start + (try #require(ReadManifest.milliseconds(period.attributes["duration"])))
        }
        #expect(periods.count == 3)
        let length = try #require(ReadManifest.milliseconds(root.attributes["mediaPresentationDuration"]))
        #expect(abs(length - end) <= 3 && abs(Double(length) / 1000 - tape.stream.duration.seconds) < 0.2)
    }

    @Test("what is named are whole segments of the files, and begins when it is said to")
    func segments() throws {
        let tape = Tape.ofThreeTakes()
        let root = try #require(XMLElement(tape.playlist("manifest.mpd")))
        var count = 0
        for representation in root.all("Period").flatMap({ $0.all("AdaptationSet") }).flatMap({
            $0.all("Representation")
        }) {
            let kind = try #require(representation.attributes["id"])
            let name = try #require(tape.files.keys.first { $0 == representation.all("BaseURL").first?.text })
            #expect(name.hasPrefix(kind) && representation.attributes["codecs"]?.isEmpty == false)
            let file = try #require(tape.files[name])
            let list = try #require(representation.all("SegmentList").first)
            let initialization = try #require(
                Self.range(list.all("Initialization").first?.attributes["range"]))
            var next = initialization.upperBound + 1
            let times = try #require(list.all("SegmentTimeline").first).all("S").flatMap { line in
                (0...(line.number("r") ?? 0)).map { (line.number("t") ?? 0) + $0 * (line.number("d") ?? 0) }
            }
            let ranges = try list.all("SegmentURL").map {
                try #require(Self.range($0.attributes["mediaRange"]))
            }
            #expect(times.count == ranges.count)
            for (time, range) in zip(times, ranges) {
                #expect(range.lowerBound == next)
                next = range.upperBound + 1
                let fragments = ReadFragment.all(in: Array(file[range]).bytes)
                #expect(fragments.first?.runs.first?.decodeTime == UInt64(time))
                count += 1
            }
            #expect(next == file.count)
        }
        #expect(count >= 12)
    }

    @Test("a marked moment is an event of the period that it is in")
    func events() throws {
        let root = try #require(XMLElement(Tape.ofThreeTakes().playlist("manifest.mpd")))
        let events = root.all("Period").map { $0.all("EventStream").flatMap { $0.all("Event") } }
        #expect(events.map(\.count) == [0, 1, 0])
        let time = try #require(events[1].first?.number("presentationTime"))
        #expect(3500...4100 ~= time && events[1].first?.attributes["messageData"] == "Goal")
    }
}
