import HTTP
import Packaging
import Platform
import Runtime
import SFU
import Timing
import WebRTC

/// The streams of the packaging loop; it belongs to the loop's actor.
///
/// To the media shards it is one more place where streams are got: it tells a stream's home that it joins and leaves, gets
/// its batches through a ring that drops whole ones when we are behind, and has keyframes asked for within the one budget.
final class PackagedStreams {
    /// What the operator wants.
    private let settings: HLSSettings
    private let recording: RecordingSettings
    /// Where recordings go.
    private let library: RecordingLibrary
    /// The one clock.
    private let clock: ReportClock
    /// The loop's poller.
    private let poller: Poller
    /// The ways to the media shards.
    private let link: ShardLink
    /// How many of those there are.
    private let shardCount: Int
    /// What other loops post.
    private let box: Mailbox<HLSLetter>
    /// Has pictures drawn, by processes of their own.
    private let studio: Studio
    private let transcoders: Transcoders
    /// The ways to transcoders of tracks that are wanted in another codec.
    private var lines: [LineName: BridgeLine] = [:]
    private let log: Logger
    /// Makes playlists what is sent.
    private let press = PlaylistPress()
    /// The streams that anybody has asked for lately, or all that are live.
    private var streams: [String: PackagedStream] = [:]
    /// When which of them wants to be called; an entry that is not the stream's `timer` is out of date.
    private var deadlines = DeadlineQueue<String>()
    /// Messages that found a mailbox full.
    private var unsent: [(shard: Int, message: RelayMessage)] = []
    /// A track of a stream.
    private struct LineName: Hashable {
        let stream: String
        let kind: TrackKind
    }

    /// What was counted of streams that are over.
    private var departed = HLSNumbers()
    /// Ends a wait when a stream wants to be called.
    private var timer: Timer?
    /// Whether the end has begun.
    private var isDraining = false

    init(
        on poller: Poller, number: Int, of links: ShardLinks, box: Mailbox<HLSLetter>,
        _ settings: HLSSettings, recording: RecordingSettings, to library: RecordingLibrary,
        transcoding: TranscodingSettings, clock: ReportClock, log: Logger
    ) {
        transcoders = Transcoders(transcoding, on: poller, log: log)
        studio = Studio(transcoders)
        self.log = log
        self.poller = poller
        // What cannot be made is not offered.
        var settings = settings
        settings.bridgesSound = settings.bridgesSound && transcoders.isInstalled
        settings.makesH264 = transcoders.isInstalled
        self.settings = settings
        self.recording = recording
        self.library = library
        self.clock = clock
        self.box = box
        link = ShardLink(number, of: links)
        shardCount = links.shardCount
        // It only ends the loop's wait.
        timer = Timer { _ in }
        poller.afterTurn = { [unowned self] in endTurn(at: poller.now) }
    }

    // MARK: Getters

    /// What there is to tell of all streams.
    var numbers: HLSNumbers {
        streams.values.reduce(into: departed) { $0.merge($1.numbers(at: poller.now)) }
    }

    /// What there is to tell of each stream.
    var standings: [String: HLSStanding] {
        streams.mapValues {
            HLSStanding(viewers: $0.numbers(at: poller.now).viewers, pictureDivisor: $0.pictureDivisor)
        }
    }

    /// What there is to tell of transcoders.
    var transcodingNumbers: TranscodingNumbers { transcoders.numbers }

    // MARK: Commands

    /// Has a picture made.
    func draw(_ drawing: Drawing, reply: @escaping Studio.Reply) { studio.draw(drawing, reply: reply) }

    /// The server ends: nobody is kept waiting.
    func drain() {
        isDraining = true
        for stream in streams.values { stream.drain(at: poller.now) }
    }

    /// The server has ended: what is recorded gets its end.
    func close() {
        for name in streams.keys { with(name, at: poller.now) { $0.close(at: poller.now) } }
        transcoders.close()
    }

    // MARK: What arrives

    private func endTurn(at now: Instant) {
        for letter in box.drain() { take(letter, at: now) }
        link.receive(
            message: { message, _ in
                with(message.stream, at: now) { $0.handle(message.word, at: now) }
            },
            batch: { batch in
                with(batch.stream, at: now) { $0.handle(batch, at: now) }
            })
        while let name = deadlines.pop(dueAt: now) {
            guard let due = streams[name]?.timer, due <= now else { continue }
            streams[name]?.timer = nil
            with(name, at: now) { $0.handleTimeout(at: now) }
        }
        studio.settle()
        sendUnsent()
        if let timer, let next = deadlines.next { poller.schedule(timer, at: next) }
    }

    private func take(_ letter: HLSLetter, at now: Instant) {
        switch letter {
        case .asked(let question):
            guard !question.isGlance || streams[question.stream.text] != nil else {
                return question.responder.respond(Problem.notShown.response)
            }
            serve(question.stream.text, at: now) { $0.handle(question, at: now) }
        case .recording(let command):
            serve(command.stream.text, at: now) { $0.handle(command, at: now) }
        case .marked(let command):
            let name = command.stream.text
            // What nobody packages has no playlist that could tell it.
            guard streams[name] != nil else { return command.responder.respond(Problem.notPackaged.response) }
            with(name, at: now) { $0.handle(command, at: now) }
        case .published(let name):
            if settings.mode == .always || recording.records(name) { begin(name, at: now) }
            with(name, at: now) { $0.handlePublisher() }
        case .reader(let name, let reader): serve(name, at: now) { $0.add(reader, at: now) }
        case .readerWent(let name, let connection):
            with(name, at: now) { $0.forgetReader(connection) }
        case .units(let letter):
            // They may be faster than the word of their publisher, whose home is told first.
            if settings.mode == .always || recording.records(letter.stream) { begin(letter.stream, at: now) }
            with(letter.stream, at: now) { $0.handle(letter, at: now) }
        }
    }

    // MARK: Streams

    private func begin(_ name: String, at now: Instant) {
        guard streams[name] == nil else { return }
        streams[name] = PackagedStream(
            name, settings, isRecorded: recording.records(name), clock: clock, press: press, at: now)
    }

    /// Lets a stream, which begins unless it did, do what somebody waits for; while the server ends, that is all.
    private func serve(_ name: String, at now: Instant, _ body: (PackagedStream) -> Void) {
        begin(name, at: now)
        with(name, at: now) { stream in
            body(stream)
            if isDraining { stream.drain(at: now) }
        }
    }

    /// Lets a stream do something, tells its home what it has to say, and sets its timer.
    private func with(_ name: String, at now: Instant, _ body: (PackagedStream) -> Void) {
        guard let stream = streams[name] else { return }
        body(stream)
        while let order = stream.pollOrder() { library.take(order) }
        while let drawing = stream.pollDrawing() {
            studio.draw(drawing) { [unowned self] outcome in
                with(name, at: poller.now) { $0.handle(outcome, at: poller.now) }
            }
        }
        while let (kind, step) = stream.pollStep() { follow(step, of: LineName(stream: name, kind: kind)) }
        while let word = stream.pollWord() {
            unsent.append(
                (ShardPlace.home(of: name, among: shardCount), RelayMessage(stream: name, word: word)))
        }
        guard !stream.isOver else {
            departed.merge(stream.numbers(at: now).counts)
            streams[name] = nil
            return
        }
        let wanted = stream.nextDeadline
        guard stream.timer.map({ wanted < $0 }) ?? true else { return }
        stream.timer = wanted
        deadlines.schedule(name, at: wanted)
    }

    /// Does what a stream wants of a track of it.
    private func follow(_ step: BridgeLine.Step, of name: LineName) {
        switch step {
        case .begin(let order):
            lines[name]?.stop()
            lines[name] = BridgeLine(name.stream, name.kind, order, transcoders, on: poller, log: log) {
                [unowned self] reply in
                with(name.stream, at: poller.now) { $0.handle(reply, at: poller.now) }
            }
        case .units(let units, let format):
            guard let isSent = lines[name]?.send(units, format) else { return }
            streams[name.stream]?.handleLine(of: name.kind, isThere: isSent, at: poller.now)
        case .end: lines.removeValue(forKey: name)?.stop()
        }
    }

    private func sendUnsent() {
        let sent = unsent.firstIndex { !link.send($0.message, to: $0.shard) } ?? unsent.count
        unsent.removeFirst(sent)
    }
}
