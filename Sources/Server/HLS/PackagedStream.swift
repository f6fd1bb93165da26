import Bytes
import CodecBridge
import HTTP
import Ingest
import Media
import Packaging
import Runtime
import SDP
import SFU
import SRTTransport
import Timing
import WebRTC

/// One stream as HLS: takes its batches, packages them, and answers what players ask.
///
///     asking ── publisherCame ──► live ── letGo ──► ended ──┐
///       │ ▲                                                 │ somebody asks for the stream again
///       │ └─────────────────────────────────────────────────┘
///       └── publisherWent ──► over, or ended if there is something to show
///
/// A publisher that returns in time continues a life; another one, or one that brings other kinds of media, begins a new
/// one, whose numbers lie beyond those of the last. So does media that was announced and comes too late for the life.
///
/// One mutation, then `pollWord` until it is `nil`, then the next.
final class PackagedStream {
    /// Where it is in its life.
    private enum Phase {
        /// The stream's home has yet to tell whether there is a publisher.
        case asking
        /// There is one, or was a moment ago.
        case live
        /// There is none.
        case ended
    }

    /// The stream's name.
    let name: String
    /// What the operator wants.
    private let settings: HLSSettings
    /// The one clock.
    private let clock: ReportClock
    /// Makes playlists what is sent.
    private let press: PlaylistPress
    /// Where it is in its life.
    private var phase = Phase.asking
    /// What the publisher brings.
    private var announcement: Announcement?
    /// Makes access units.
    private var intake: StreamIntake
    /// Units of a feed that the stream's home has not told of yet.
    private var backlog = UnitBacklog()
    /// The feed whose units were packaged last.
    private var feed: FeedKey?
    /// Makes segments; `nil` before the first unit.
    private var packager: Packager?
    /// What is served; `nil` when it must be looked at anew.
    private var shelf: PlaylistShelf?
    /// The last segment's number of the lives before this one.
    private var lastNumber: Int?
    /// When this life began.
    private var lifeBegan: Instant
    /// Whether there was something to play in this life.
    private var hasBegun = false
    /// The target duration in seconds, once it is known.
    private var target: Int?
    /// Those who wait.
    private var room = WaitingRoom()
    /// Those who watch.
    private var spectators = Spectators()
    /// Segments that are sent while they are made.
    private var transfers = SegmentTransfers()
    /// Its picture.
    private var poster = Poster()
    /// Those who read it by SRT.
    private var readers = StreamReaders()
    /// What of it is recorded.
    private var recorder: StreamRecorder
    /// When anybody asked last.
    private var lastQuestion: Instant
    /// Since when a manifest has waited for layers that it shall list.
    private var layersAwaited: Instant?
    /// When a keyframe of each layer was wanted last; `nil` is the best.
    private var lastWishes: [Int?: Instant] = [:]
    /// What the transcoders of its tracks have to be told, and the tracks that there is none for.
    private var steps: [(kind: TrackKind, step: BridgeLine.Step)] = []
    private var missingLines: Set<TrackKind> = []
    /// Of how many pictures one is made H.264; `nil` while none is.
    private(set) var pictureDivisor: Int?
    /// What the stream's home has to be told.
    private var words: [RelayMessage.Word] = [.joined]
    /// Whether nobody has to do with it any more.
    private(set) var isOver = false
    /// When its owner has a timer for it.
    var timer: Instant?

    /// How long somebody may wait for a stream to begin: measuring takes two seconds, and a publisher that is not to be
    /// asked has a keyframe each ten.
    private static let startLimit = Duration.seconds(20)
    /// How long a manifest waits for layers to begin, each with its next keyframe.
    private static let layerLimit = Duration.seconds(2)
    /// How long a stream is packaged, or kept at its end, for nobody.
    private static let idleTime = Duration.seconds(60)
    /// How long a life lasts at least before it ends for media that came too late for it.
    private static let leastLife = Duration.seconds(10)
    /// How long a publisher has to answer a wish for a keyframe before it is repeated.
    private static let wishInterval = Duration.seconds(1)
    /// Numbers of segments count from here, in seconds: 18 November 2023, so that they have nine digits for decades.
    private static let numberingEpoch: Int64 = 1_700_000_000

    /// A stream that somebody asks for, or whose publisher has just begun.
    init(
        _ name: String, _ settings: HLSSettings, isRecorded: Bool = false, clock: ReportClock,
        press: PlaylistPress, at now: Instant
    ) {
        self.name = name
        recorder = StreamRecorder(name, isConfigured: isRecorded)
        self.settings = settings
        intake = StreamIntake(takesVP8: settings.makesH264)
        self.clock = clock
        self.press = press
        (lastQuestion, lifeBegan) = (now, now)
    }

    // MARK: Getters

    /// What is known of it.
    func numbers(at now: Instant) -> HLSNumbers {
        HLSNumbers(
            streams: phase == .live ? 1 : 0, viewers: spectators.count(at: now), waiting: room.count,
            missedBatches: intake.missedBatches, lostUnits: intake.lostUnits)
    }

    /// When `handleTimeout` has something to do.
    var nextDeadline: Instant {
        guard !isOver else { return .distantFuture }
        var next = room.oldest?.advanced(by: patience) ?? .distantFuture
        if let oldest = recorder.oldest { next = min(next, oldest.advanced(by: Self.startLimit)) }
        if phase == .live {
            next = min(next, packager?.nextDeadline ?? next, intake.nextDeadline ?? next)
        }
        // Whoever waits is answered first.
        return room.count == 0 ? min(next, idleDeadline) : next
    }

    /// When it has been packaged for nobody for long enough.
    private var idleDeadline: Instant {
        let isKept =
            (settings.mode == .always || recorder.isActive || !readers.isEmpty) && phase == .live
        return isKept ? .distantFuture : lastQuestion.advanced(by: Self.idleTime)
    }

    /// How long somebody may wait: RFC 8216bis §6.2.5.2 has playlists held for three target durations.
    private var patience: Duration {
        guard hasBegun, let target else { return Self.startLimit }
        return .seconds(3 * target)
    }

    // MARK: What arrives

    /// Somebody asks.
    func handle(_ question: HLSQuestion, at now: Instant) {
        if question.isGlance {
            guard phase != .ended else { return question.responder.respond(Problem.notShown.response) }
        } else {
            lastQuestion = now
        }
        if question.subject.isWatched { spectators.note(question.request, at: now) }
        if phase == .ended, question.subject.begins { askAgain() }
        switch verdict(on: question.subject, at: now) {
        case .wait: room.add(question, at: now)
        case let verdict: answer(question.request, verdict, question.responder)
        }
        // A layer that nobody has asked for before begins with a keyframe.
        if question.subject.layer != nil || question.subject.bridged != nil || question.subject == .manifest {
            feed(at: now)
        }
    }

    /// Its publisher has just begun.
    func handlePublisher() {
        if phase == .ended { askAgain() }
    }

    /// The stream's home tells something.
    func handle(_ word: RelayMessage.Word, at now: Instant) {
        switch word {
        case .publisherCame(let announcement):
            let goesOn = phase == .live && self.announcement.map { $0.isLike(announcement) } == true
            self.announcement = announcement
            if !goesOn { begin(at: now) }
            if let feed = announcement.feed { package(backlog.take(of: feed), of: feed, at: now) }
        case .publisherWent: if phase == .asking { finish(at: now) }
        case .letGo: if phase == .live { finish(at: now) }
        case .joined, .left, .keyframeWanted, .layersWanted, .layersIdle: break
        }
        answer(at: now)
    }

    /// Its picture was made, or could not be.
    func handle(_ outcome: Drawing.Outcome?, at now: Instant) {
        poster.handle(outcome, at: now)
        answer(at: now)
    }

    /// Something came back of what was to be made of a track.
    func handle(_ reply: BridgeLine.Reply, at now: Instant) {
        switch reply {
        case .unit(let unit, .aac(let configuration)):
            packager?.handleBridged(unit, configuration, at: now)
        case .unit(let unit, .h264(let configuration)):
            packager?.handleBridged(unit, configuration, at: now)
        case .unit: break
        case .paced(let divisor): if pictureDivisor != nil { pictureDivisor = divisor }
        case .keyframeWanted:
            if announcement?.takesKeyframeRequests == true { wishKeyframe(of: nil, at: now) }
        }
        feed(at: now)
    }

    /// Whether there is anything that makes another codec of a track; while there is not, nobody waits for it.
    func handleLine(of kind: TrackKind, isThere: Bool, at now: Instant) {
        guard missingLines.contains(kind) == isThere else { return }
        if isThere { missingLines.remove(kind) } else { missingLines.insert(kind) }
        answer(at: now)
    }

    /// The operator wants it to be recorded, or not any more.
    func handle(_ command: RecordingCommand, at now: Instant) {
        lastQuestion = now
        switch command.wish {
        case .begin:
            if phase == .ended { askAgain() }
            if let obstacle = recordingObstacle {
                return command.responder.respond(Problem.unfit(obstacle).response)
            }
            recorder.want(command.responder, at: now)
            record(at: now)
        case .end:
            let recording = recorder.stop().map { Response(.accepted, json: JSONText($0)) }
            command.responder.respond(recording ?? Problem.notRecorded.response)
        }
    }

    /// Somebody reads it by SRT from now on.
    func add(_ reader: SRTReader, at now: Instant) {
        lastQuestion = now
        if phase == .ended { askAgain() }
        readers.add(reader)
        wishKeyframe(of: nil, at: now)
    }

    /// Somebody does no more.
    func forgetReader(_ connection: SRTConnection) { readers.forget(connection) }

    /// The operator marks a moment.
    func handle(_ command: MarkerCommand, at now: Instant) {
        guard phase == .live, packager?.snapshot != nil else {
            return command.responder.respond(Problem.notPackaged.response)
        }
        let present = clock.wallClock(at: now)
        let marker = packager?.mark(
            command.title, at: command.date ?? present, lasting: command.duration, now: present)
        guard let marker else { return command.responder.respond(Problem.unfitMarker.response) }
        feed(at: now)
        var json = JSONText()
        marker.write(to: &json)
        command.responder.respond(Response(.created, json: json))
    }

    /// Takes a batch of its packets.
    func handle(_ batch: RelayedBatch, at now: Instant) {
        guard phase == .live else { return }
        intake.handle(batch, at: now) { layer, isBest in
            packager?.needs(layer: layer, isBest: isBest) ?? !isBest
        }
        feed(at: now)
    }

    /// Takes units of a feed.
    func handle(_ letter: UnitLetter, at now: Instant) {
        if phase == .live, announcement?.feed == letter.feed {
            package(letter.units, of: letter.feed, at: now)
        } else if phase != .ended {
            backlog.hold(letter)
        }
    }

    /// Time has passed.
    func handleTimeout(at now: Instant) {
        if phase == .live {
            intake.handleTimeout(at: now)
            if let deadline = packager?.nextDeadline, deadline <= now { packager?.handleTimeout(at: now) }
            feed(at: now)
        }
        room.giveUp(
            onThoseSince: now.advanced(by: .zero - patience), hasBegun ? .standingStill : .notBegun)
        recorder.giveUp(onThoseSince: now.advanced(by: .zero - Self.startLimit), .notBegun)
        if idleDeadline <= now, room.count == 0 { leave() }
    }

    // MARK: Commands

    /// The server ends: nobody is kept waiting.
    func drain(at now: Instant) {
        room.giveUp(onThoseSince: now, .draining)
        recorder.giveUp(.draining)
    }

    /// The server has ended: what is recorded gets its end.
    func close(at now: Instant) {
        packager?.end()
        endLines()
        endRecording(at: now)
        if let snapshot = packager?.snapshot { transfers.follow(snapshot) }
        transfers.abort()
    }

    // MARK: Outputs

    /// What to tell the stream's home next.
    func pollWord() -> RelayMessage.Word? { words.isEmpty ? nil : words.removeFirst() }

    /// What to have drawn next; `handle` is told what comes of it.
    func pollDrawing() -> Drawing? { poster.pollDrawing() }

    /// What to tell the transcoder of a track next; `handle` is given what that makes.
    func pollStep() -> (kind: TrackKind, step: BridgeLine.Step)? {
        steps.isEmpty ? nil : steps.removeFirst()
    }

    /// What to do on disk next.
    func pollOrder() -> RecordingOrder? { recorder.pollOrder() }

    // MARK: Lives

    private func askAgain() {
        phase = .asking
        words.append(.joined)
    }

    /// A new life begins with the next unit.
    private func begin(at now: Instant) {
        close(at: now)
        recorder.beginLife()
        poster.restart()
        phase = .live
        lifeBegan = now
        intake.restart()
        lastNumber = packager?.snapshot?.renditions.map(\.position.segment).max() ?? lastNumber
        packager = nil
        shelf = nil
        layersAwaited = nil
        hasBegun = false
    }

    /// There is no publisher, or none any more.
    private func finish(at now: Instant) {
        close(at: now)
        recorder.giveUp(.noPublisher)
        shelf = nil
        phase = .ended
        readers.closeAll()
        backlog.removeAll()
        words.append(.left)
        isOver = packager?.snapshot == nil
        if isOver { packager = nil }
    }

    private func leave() {
        if phase != .ended { words.append(.left) }
        readers.closeAll()
        endLines()
        isOver = true
    }

    private func endLines() {
        for kind in TrackKind.allCases { steps.append((kind, .end)) }
        pictureDivisor = nil
    }

    // MARK: Packaging

    /// Gives the packager what there is for it.
    private func feed(at now: Instant) {
        while let output = intake.pollOutput() {
            if packager == nil { packager = makePackager(at: now) }
            switch output {
            case .restart(let kind):
                readers.restart(kind)
                packager?.restart(kind)
            case .unit(let unit, let kind, let codec):
                guard !isLate(kind, at: now) else {
                    begin(at: now)
                    continue
                }
                readers.take(unit, codec, nil, of: kinds, at: now)
                packager?.handle(unit, of: kind, in: codec, at: now)
            case .layerRestart(let layer): packager?.restart(layer: layer)
            case .layerUnit(let unit, let layer, let codec):
                packager?.handle(unit, ofLayer: layer, in: codec, at: now)
            }
        }
        if intake.awaitsKeyframe { wishKeyframe(of: nil, at: now) }
        for layer in intake.layersAwaitingKeyframe { wishKeyframe(of: layer, at: now) }
        var isMore = false
        while let output = packager?.pollOutput() {
            switch output {
            case .keyframeWanted(let layer): wishKeyframe(of: layer, at: now)
            case .updated: isMore = true
            case .bridgeWanted(true):
                steps.append((.audio, .begin(.sound(bitsPerSecond: settings.bridgedSound))))
            case .bridgeWanted(false): steps.append((.audio, .end))
            case .bridge(let units): steps.append((.audio, .units(units, BridgeFormat(.opus, record: [2]))))
            case .pictureBridgeWanted(let frameRate, let longest):
                pictureDivisor = 1
                steps.append((.video, .begin(.video(frameRate: frameRate, longest: longest))))
            case .pictureBridgeEnded:
                pictureDivisor = nil
                steps.append((.video, .end))
            case .pictureBridge(let units, let codec):
                steps.append((.video, .units(units, BridgeFormat(codec))))
            }
        }
        guard isMore || obstacle != nil else { return }
        if let obstacle = recordingObstacle { recorder.refuse(.unfit(obstacle), codec: obstacle) }
        record(at: now)
        shelf = nil
        if transfers.count > 0, let snapshot = packager?.snapshot { transfers.follow(snapshot) }
        answer(at: now)
    }

    /// Records what there is and was not recorded yet.
    private func record(at now: Instant) {
        guard phase == .live, recorder.isActive, let snapshot = packager?.snapshot else { return }
        recorder.follow(snapshot, at: clock.wallClock(at: now))
    }

    private func endRecording(at now: Instant) {
        record(at: now)
        _ = recorder.stop()
    }

    /// Whether a kind of media comes that this life has to do without: a camera that is turned on later, or another codec. So
    /// many lives do not begin for a source that comes and goes.
    private func isLate(_ kind: TrackKind, at now: Instant) -> Bool {
        packager?.lacks(kind) == true && lifeBegan.duration(to: now) >= Self.leastLife
    }

    /// Packages units of a feed, which are whole already.
    private func package(_ units: [ContributedUnit], of feed: FeedKey, at now: Instant) {
        guard !units.isEmpty else { return }
        if packager == nil { packager = makePackager(at: now) }
        if let last = self.feed, last != feed {
            for kind in TrackKind.allCases {
                readers.restart(kind)
                packager?.restart(kind)
            }
        }
        self.feed = feed
        for unit in units {
            readers.take(unit.unit, unit.codec, unit.configuration, of: kinds, at: now)
            packager?.handle(
                unit.unit, of: unit.codec.isVideo ? .video : .audio, in: unit.codec,
                configuration: unit.configuration, at: now)
        }
        self.feed(at: now)
    }

    /// The kinds of media that its publisher brings.
    private var kinds: Set<TrackKind> {
        Set((announcement?.kinds ?? []).map { $0 == .video ? .video : .audio })
    }

    private func makePackager(at now: Instant) -> Packager? {
        guard let announcement, !announcement.kinds.isEmpty else { return nil }
        var random = SystemRandom()
        let date = clock.wallClock(at: now)
        let number = max(date.seconds - Self.numberingEpoch, 0)
        return Packager(
            kinds, settings: settings.packaging,
            canAskForKeyframes: announcement.takesKeyframeRequests,
            epoch: String(UInt32.random(in: .min ... .max, using: &random), radix: 36),
            firstNumber: max(Int(number), (lastNumber ?? 0) + 2), date: date, at: now,
            sharing: { SharedBytes.forSending($0.bytes) })
    }

    private func wishKeyframe(of layer: Int?, at now: Instant) {
        guard lastWishes[layer].map({ $0.duration(to: now) >= Self.wishInterval }) ?? true else { return }
        lastWishes[layer] = now
        words.append(.keyframeWanted(layer: layer))
    }

    // MARK: Answers

    /// What there is and cannot be carried, and why the stream is nothing without it.
    private var obstacle: String? {
        if let codec = intake.unfitCodecs[.video] { return codec }
        return announcement?.kinds == [.audio] ? intake.unfitCodecs[.audio] : nil
    }

    /// What there is and cannot be recorded: no player takes VP8 from files, and as H.264 it is made only while somebody watches.
    private var recordingObstacle: String? {
        obstacle ?? (packager?.codec(of: .video) == .vp8 ? "VP8" : nil)
    }

    /// Answers those who wait and need no longer.
    private func answer(at now: Instant) {
        for subject in room.subjects {
            let verdict = verdict(on: subject, at: now)
            if case .wait = verdict { continue }
            for waiting in room.release(subject) { answer(waiting.request, verdict, waiting.responder) }
        }
    }

    private func answer(_ request: Request, _ verdict: HLSVerdict, _ responder: Responder) {
        switch verdict {
        case .answer(let representation): responder.respond(representation.response(to: request))
        case .refuse(let problem): responder.respond(problem.response)
        case .transfer(let name, let segment):
            guard let rendition = shelf?.snapshot.rendition(name) else { return }
            transfers.begin(segment, of: rendition, to: responder)
        case .wait: break
        }
    }

    private func verdict(on subject: HLSQuestion.Subject, at now: Instant) -> HLSVerdict {
        if let obstacle { return .refuse(.unfit(obstacle)) }
        if phase == .asking, subject.begins || packager == nil { return .wait }
        guard phase != .ended || packager != nil else { return .refuse(.noPublisher) }
        if shelf == nil { restock(at: now) }
        hasBegun = hasBegun || phase == .ended || shelf?.snapshot.isPlayable == true
        guard hasBegun else { return .wait }
        if subject == .poster {
            return poster.verdict(on: shelf?.snapshot.rendition(RenditionName(.video)), at: now)
        }
        if subject == .manifest, awaitsLayers(at: now) { return .wait }
        if let layer = subject.layer { packager?.want(layer: layer, at: now) }
        if let bridged = subject.bridged {
            if bridged.kind == .audio { packager?.wantBridge(at: now) }
            if bridged.kind == .video { packager?.wantPictureBridge(at: now) }
            if missingLines.contains(bridged.kind), let snapshot = shelf?.snapshot, snapshot.offers(bridged),
                snapshot.rendition(bridged) == nil
            {
                return .refuse(.noTranscoder(of: bridged.kind))
            }
        }
        return shelf?.verdict(on: subject) ?? .wait
    }

    /// Has all layers made, since a manifest's players change between those that it lists; and whether it had better wait for
    /// some to begin, since few players look for others in a period that they know.
    private func awaitsLayers(at now: Instant) -> Bool {
        let layers = shelf?.snapshot.offeredLayers ?? []
        for (layer, _) in layers { packager?.want(layer: layer, at: now) }
        guard layers.contains(where: { !$0.isMade }) else {
            layersAwaited = nil
            return false
        }
        let since = layersAwaited ?? now
        layersAwaited = since
        return since.duration(to: now) < Self.layerLimit
    }

    /// Looks at what there is now.
    private func restock(at now: Instant) {
        let date = clock.wallClock(at: now)
        packager?.describe(intake.layers(at: now))
        shelf = packager?.snapshot.map { PlaylistShelf($0, at: date, press: press) }
        target = shelf?.snapshot.renditions.first?.targets.segmentSeconds
    }
}
