import HTTP
import Media
import Packaging
import Platform
import Simulation
import Timing

@testable import SDP
@testable import SFU
@testable import Server
@testable import WebRTC

/// A publisher, its stream as HLS and players, on virtual time. Every playlist that anybody gets is held against the rules.
final class StagedStream {
    /// The stream.
    let stream: PackagedStream
    /// What comes of the publisher.
    var source = PacketSource()
    /// What it announces.
    var kinds: Set<MediaKind> = [.audio, .video]
    /// Whether keyframes can be asked for.
    var canAsk = true
    /// Where time is.
    private(set) var now: Instant
    /// What the stream's home was told.
    private(set) var words: [RelayMessage.Word] = []
    /// What is to be done on disk.
    private(set) var orders: [RecordingOrder] = []
    /// What is to be drawn.
    private(set) var drawings: [Drawing] = []
    /// What the transcoder of its sound was told.
    var steps: [BridgeLine.Step] { allSteps.filter { $0.kind == .audio }.map(\.step) }
    /// What the transcoder of its pictures was told.
    var pictureSteps: [BridgeLine.Step] { allSteps.filter { $0.kind == .video }.map(\.step) }
    private var allSteps: [(kind: TrackKind, step: BridgeLine.Step)] = []
    /// What the rules say of what was seen.
    private(set) var complaints: Set<String> = []
    /// How often keyframes come by themselves; `nil` when only wishes bring them.
    var keyframeInterval: Duration?
    /// The layers of pictures that come, and how much later each answers a wish for a keyframe than the one above it.
    var layers = 0...0
    var layerDelay = Duration.zero
    /// How much the publisher's clock has been set forward.
    var clockShift = Duration.zero
    private let sink = PlayerSink()
    private var lastQuestion: Int32 = 0
    private var playlists: [String: String] = [:]
    private var nextFrame: Instant, nextSound: Instant
    private var lastKeyframes: [Int: Instant] = [:], keyframesDue: [Int: Instant] = [:]

    private static let begin = Instant(nanoseconds: 5_000_000_000_000)

    init(_ mode: HLSSettings.Mode = .onDemand, isRecorded: Bool = false, makesH264: Bool = false) {
        var settings = HLSSettings()
        settings.mode = mode
        settings.makesH264 = makesH264
        now = Self.begin
        (nextFrame, nextSound) = (Self.begin, Self.begin)
        stream = PackagedStream(
            "stage", settings, isRecorded: isRecorded,
            clock: ReportClock(WallClock(seconds: 1_795_000_000), at: Self.begin),
            press: PlaylistPress(), at: Self.begin)
        settle()
    }

    // MARK: The publisher

    /// A publisher is there.
    func publisherComes() {
        stream.handle(
            .publisherCame(Announcement(kinds: kinds, takesKeyframeRequests: canAsk)), at: now)
        settle()
    }

    /// It has gone, or has been gone for too long.
    func hear(_ word: RelayMessage.Word) {
        stream.handle(word, at: now)
        settle()
    }

    /// Publishes for so long, with players that look all the while.
    func run(for duration: Duration, video: Bool = true, audio: Bool = true, looks: Bool = true) {
        let end = now.advanced(by: duration)
        (nextFrame, nextSound) = (max(nextFrame, now), max(nextSound, now))
        var nextLook = now
        while true {
            let frame = video && kinds.contains(.video) ? nextFrame : .distantFuture
            let sound = audio && kinds.contains(.audio) ? nextSound : .distantFuture
            let next = min(frame, sound, stream.nextDeadline)
            guard next < end else { break }
            now = max(now, next)
            if next == frame {
                sendPictures()
            } else if next == sound {
                sendSound()
            } else {
                stream.handleTimeout(at: now)
            }
            settle()
            if looks, now >= nextLook {
                look()
                nextLook = now.advanced(by: .milliseconds(700))
            }
        }
        now = end
    }

    private func sendPictures() {
        for layer in layers { sendPicture(of: layer) }
        nextFrame = nextFrame.advanced(by: .nanoseconds(33_333_333))
    }

    private func sendPicture(of layer: Int) {
        let wanted = keyframesDue[layer].map { $0 <= now } ?? false
        let last = lastKeyframes[layer]
        let regular = keyframeInterval.map { interval in
            last.map { $0.duration(to: now) >= interval } ?? true
        }
        let isKey = wanted || regular ?? (last == nil)
        if isKey { (lastKeyframes[layer], keyframesDue[layer]) = (now, nil) }
        let captured = now.advanced(by: .milliseconds(-40)).advanced(by: clockShift)
        let tick = captured.nanoseconds / 100_000 * 9
        if let batch = source.picture(isKey: isKey, layer: layer, captured: captured, tick: tick) {
            stream.handle(batch, at: now)
        }
    }

    private func sendSound() {
        let captured = now.advanced(by: .milliseconds(-40)).advanced(by: clockShift)
        let tick = captured.nanoseconds / 125_000 * 6
        if let batch = source.sound(captured: captured, tick: tick) { stream.handle(batch, at: now) }
        nextSound = nextSound.advanced(by: .milliseconds(20))
    }

    private func settle() {
        while let order = stream.pollOrder() { orders.append(order) }
        while let drawing = stream.pollDrawing() { drawings.append(drawing) }
        while let step = stream.pollStep() { allSteps.append(step) }
        while let word = stream.pollWord() {
            words.append(word)
            if case .keyframeWanted(let wanted, _) = word, canAsk {
                let layer = wanted ?? 0
                keyframesDue[layer] =
                    keyframesDue[layer] ?? now.advanced(by: .milliseconds(60) + layerDelay * layer)
            }
        }
    }

    // MARK: Players

    /// What one begins with.
    private static let beginnings: [String: HLSQuestion.Subject] = [
        "poster.jpg": .poster, "manifest.mpd": .manifest,
    ]

    /// Asks for a file below the stream's folder; returns the number of the question.
    func ask(_ path: String, fields: HeaderFields = HeaderFields()) -> Int32 {
        lastQuestion += 1
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let request = Request(
            method: .get, path: "/hls/stage/" + parts[0], query: parts.count > 1 ? parts[1] : nil,
            authority: "localhost", fields: fields)
        let steps = parts[0].split(separator: "/").map(String.init)
        let subject =
            steps.count == 1
            ? Self.beginnings[steps[0]] ?? .multivariant
            : HLSQuestion.subject(rendition: steps[0], file: steps[1], of: request)
        guard let subject, let name = StreamName("stage") else { return lastQuestion }
        let responder = Responder(sink: sink, connection: 1, stream: StreamID(lastQuestion))
        stream.handle(
            HLSQuestion(stream: name, subject: subject, request: request, responder: responder), at: now)
        settle()
        return lastQuestion
    }

    /// Lets the operator want something of the stream's recording; returns the number of the question.
    func command(_ wish: RecordingCommand.Wish) -> Int32 {
        lastQuestion += 1
        guard let name = StreamName("stage") else { return lastQuestion }
        let responder = Responder(sink: sink, connection: 1, stream: StreamID(lastQuestion))
        stream.handle(RecordingCommand(stream: name, wish: wish, responder: responder), at: now)
        settle()
        return lastQuestion
    }

    /// Lets the operator mark this moment; returns the number of the question.
    func mark(_ title: String) -> Int32 {
        lastQuestion += 1
        guard let name = StreamName("stage") else { return lastQuestion }
        let responder = Responder(sink: sink, connection: 1, stream: StreamID(lastQuestion))
        stream.handle(
            MarkerCommand(stream: name, title: title, date: nil, duration: .zero, responder: responder),
            at: now)
        settle()
        return lastQuestion
    }

    /// What is being drawn is done, or cannot be.
    func finishDrawing(_ outcome: Drawing.Outcome?) {
        stream.handle(outcome, at: now)
        settle()
    }

    /// A unit of AAC was made.
    func hear(_ unit: AccessUnit) {
        guard let aac = AACConfiguration(sampleRate: 48_000, channelCount: 2) else { return }
        hear(.unit(unit, .aac(aac)))
    }

    /// Something came back of what was to be made of a track.
    func hear(_ reply: BridgeLine.Reply) {
        stream.handle(reply, at: now)
        settle()
    }

    /// There is a transcoder of a track, or none.
    func hear(isLineThere isThere: Bool, of kind: TrackKind = .audio) {
        stream.handleLine(of: kind, isThere: isThere, at: now)
        settle()
    }

    /// What a question was answered; `nil` while it waits.
    func answer(to question: Int32) -> Response? { sink.answer(to: question) }

    /// Asks, and returns what is there at once.
    func get(_ path: String, fields: HeaderFields = HeaderFields()) -> Response? {
        answer(to: ask(path, fields: fields))
    }

    /// Lets what waits end, and says how long that took.
    func runUntilAnswer(to question: Int32, atMost limit: Duration = .seconds(30)) -> Duration {
        let start = now
        while answer(to: question) == nil, start.duration(to: now) < limit {
            run(for: .milliseconds(10), looks: false)
        }
        return start.duration(to: now)
    }

    /// The renditions that players load: the best layer and the sound, until a test says otherwise.
    var watched = ["video", "audio"]

    /// Loads every playlist, and holds it against the rules, against the one before and against the others.
    func look() {
        guard let multivariant = get("index.m3u8"), multivariant.status == .ok else { return }
        note(PlaylistLinter.complaints(about: multivariant.text), "multivariant")
        for name in watched {
            guard let text = get("\(name)/index.m3u8")?.text, text.hasPrefix("#EXTM3U") else { continue }
            note(
                playlists[name].map { PlaylistLinter.complaints(about: text, after: $0) }
                    ?? PlaylistLinter.complaints(about: text), name)
            playlists[name] = text
            if let delta = get("\(name)/index.m3u8?_HLS_skip=YES")?.text {
                note(PlaylistLinter.complaints(about: delta), "delta of \(name)")
            }
        }
        note(PlaylistLinter.complaints(across: watched.compactMap { playlists[$0] }), "across")
        if let keyframes = get("video/keyframes.m3u8"), keyframes.status == .ok {
            note(PlaylistLinter.complaints(about: keyframes.text), "keyframes")
        }
    }

    private func note(_ found: [PlaylistLinter.Complaint], _ what: String) {
        for complaint in found { complaints.insert("\(what): \(complaint.rule.rawValue)") }
    }

    /// What players read of a rendition now.
    func read(_ name: String) -> ReadPlaylist { ReadPlaylist(playlists[name] ?? "") }
}
