/// A manifest as a DASH player reads it (ISO/IEC 23009-1), and what is wrong with it.
struct ReadManifest {
    /// A segment that is listed.
    struct Segment: Hashable {
        let rendition: String, number: Int, name: String
        /// When it begins and how long it is, in ticks.
        let start: Int, duration: Int
        let initialization: String
    }

    /// The whole.
    let root: XMLElement
    /// The segments of all periods.
    private(set) var segments: [Segment] = []
    /// When each period begins, in milliseconds, by its name.
    private(set) var periods: [String: Int] = [:]
    /// The rules that it breaks, each by its section.
    private(set) var complaints: Set<String> = []

    /// Reads one; `nil` when it is no XML.
    init?(_ text: String) {
        guard let root = XMLElement(text), root.name == "MPD" else { return nil }
        self.root = root
        judgeHead()
        var last = -1
        for period in root.all("Period") {
            guard let id = period.attributes["id"], let start = Self.milliseconds(period.attributes["start"])
            else {
                complaints.insert("5.3.2: a period of a live stream has a name and a start")
                continue
            }
            if start <= last { complaints.insert("5.3.2.1: periods begin one after the other") }
            last = start
            periods[id] = start
            if period.all("AdaptationSet").isEmpty {
                complaints.insert("5.3.2: a period has something in it")
            }
            for set in period.all("AdaptationSet") { read(set, start) }
        }
        if periods.isEmpty { complaints.insert("5.3.1: there is a period") }
    }

    /// The names of the pictures' representations in the last period.
    var representations: [String?] {
        let sets = root.all("Period").last?.all("AdaptationSet") ?? []
        return sets.first { $0.attributes["contentType"] == "video" }?.all("Representation").map {
            $0.attributes["id"]
        } ?? []
    }

    private mutating func judgeHead() {
        var needed = ["profiles", "minBufferTime", "type"]
        if root.attributes["type"] == "dynamic" {
            needed += [
                "availabilityStartTime", "publishTime", "minimumUpdatePeriod", "timeShiftBufferDepth",
                "suggestedPresentationDelay", "maxSegmentDuration",
            ]
            if root.all("ServiceDescription").first?.all("Latency").first?.number("target") == nil {
                complaints.insert("Annex K: low latency says how late is right")
            }
            if root.all("UTCTiming").count != 1 { complaints.insert("5.8.4.11: low latency has a clock") }
        } else {
            needed.append("mediaPresentationDuration")
        }
        for name in needed where root.attributes[name] == nil { complaints.insert("5.3.1: \(name)") }
        for name in ["minBufferTime", "minimumUpdatePeriod", "maxSegmentDuration", "timeShiftBufferDepth"] {
            if let text = root.attributes[name], Self.milliseconds(text) == nil {
                complaints.insert("5.3.1: \(name) is a duration")
            }
        }
    }

    private mutating func read(_ set: XMLElement, _ periodStart: Int) {
        guard let kind = set.attributes["contentType"], set.attributes["mimeType"] == "\(kind)/mp4",
            !set.all("Representation").isEmpty
        else {
            complaints.insert("5.3.3: a set has a type and a representation")
            return
        }
        let before = segments.count
        for representation in set.all("Representation") { read(representation, of: set, kind, periodStart) }
        judgeAlignment(set, segments[before...])
    }

    /// Segments of one number lie at one time, to half a frame, where that is said.
    private mutating func judgeAlignment(_ set: XMLElement, _ segments: ArraySlice<Segment>) {
        let names = set.all("Representation").compactMap { $0.attributes["id"] }
        if Set(names).count != names.count { complaints.insert("5.3.5.2: a representation has its own name") }
        guard set.attributes["segmentAlignment"] == "true", let first = names.first else { return }
        let starts = segments.filter { $0.rendition == first }.map { ($0.number, $0.start) }
        let known = Dictionary(starts, uniquingKeysWith: { $1 })
        for name in names.dropFirst() {
            for segment in segments.filter({ $0.rendition == name }).dropFirst() {
                if abs(known[segment.number, default: segment.start] - segment.start) > 1500 {
                    complaints.insert("5.3.3.2: segments of one number are of one time")
                }
            }
        }
    }

    private mutating func read(
        _ representation: XMLElement, of set: XMLElement, _ kind: String, _ periodStart: Int
    ) {
        guard let template = representation.all("SegmentTemplate").first,
            let timeline = template.all("SegmentTimeline").first
        else {
            complaints.insert("5.3.9: a representation has a template")
            return
        }
        for name in ["id", "bandwidth", "codecs"] where representation.attributes[name] == nil {
            complaints.insert("5.3.5: \(name)")
        }
        guard let rate = template.number("timescale"), let number = template.number("startNumber"),
            let offset = template.number("presentationTimeOffset"),
            let initialization = template.attributes["initialization"],
            let media = template.attributes["media"]
        else {
            complaints.insert("5.3.9.4: a template has a clock, a number and names")
            return
        }
        if abs(offset * 1000 / rate - periodStart) > 1 {
            complaints.insert("5.3.9.2: a period's start and its times' offset are one moment")
        }
        judgeLowLatency(set, template)
        read(timeline, representation.attributes["id"] ?? kind, from: number, media, initialization)
    }

    private mutating func judgeLowLatency(_ set: XMLElement, _ template: XMLElement) {
        guard root.attributes["type"] == "dynamic" else { return }
        if template.attributes["availabilityTimeComplete"] != "false"
            || (Double(template.attributes["availabilityTimeOffset"] ?? "") ?? 0) <= 0
        {
            complaints.insert("5.3.9.5.3: segments are available before they are whole")
        }
        let reference = set.all("ProducerReferenceTime").first
        if reference?.number("presentationTime") == nil || reference?.attributes["wallClockTime"] == nil {
            complaints.insert("5.12: a set says when it was captured")
        }
    }

    private mutating func read(
        _ timeline: XMLElement, _ rendition: String, from first: Int, _ media: String,
        _ initialization: String
    ) {
        var number = first
        var end = 0
        for line in timeline.all("S") {
            guard let start = line.number("t"), let duration = line.number("d"), duration > 0 else {
                complaints.insert("5.3.9.6: a line of a timeline has a time and a length")
                return
            }
            // A unit of sound may reach beyond the boundary.
            if start < end {
                complaints.insert("5.3.9.6: segments begin where the one before ended, or later")
            }
            for index in 0...(line.number("r") ?? 0) {
                segments.append(
                    Segment(
                        rendition: rendition, number: number,
                        name: media.replacing("$Number$", with: String(number)),
                        start: start + index * duration, duration: duration, initialization: initialization))
                number += 1
            }
            end = start + ((line.number("r") ?? 0) + 1) * duration
        }
        if number == first { complaints.insert("5.3.9.6: a timeline has segments") }
    }

    /// What is wrong with it as what comes after another one.
    func complaints(after earlier: ReadManifest) -> Set<String> {
        var found = complaints
        for name in ["availabilityStartTime", "profiles", "minBufferTime"]
        where root.attributes[name] != earlier.root.attributes[name] && root.attributes["type"] == "dynamic" {
            found.insert("5.4: \(name) never changes")
        }
        for (id, start) in periods where earlier.periods[id].map({ $0 != start }) ?? false {
            found.insert("5.4: a period that was told of stays where it is")
        }
        let known = Dictionary(
            earlier.segments.map { ("\($0.rendition) \($0.number)", $0.start) }, uniquingKeysWith: { $1 })
        for segment in segments {
            let start = known["\(segment.rendition) \(segment.number)"] ?? segment.start
            // What is not made yet is told of to a unit.
            guard abs(start - segment.start) > (segment.rendition == "audio-aac" ? 1024 : 0) else { continue }
            found.insert("5.4: a segment that was told of stays where it is")
        }
        return found
    }

    /// `PT1H2M3.5S` as we write it, in seconds only.
    static func milliseconds(_ text: String?) -> Int? {
        guard let match = text?.wholeMatch(of: #/PT([0-9]+)\.([0-9]{3})S|PT([0-9]+)S/#) else { return nil }
        if let whole = match.3 { return Int(whole).map { $0 * 1000 } }
        return Int((match.1 ?? "") + (match.2 ?? ""))
    }
}
