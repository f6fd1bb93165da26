import HTTP
import Packaging
import Platform
import Timing

/// What of a stream is recorded, and who waits for that to begin.
///
///     resting ── wanted ──► waiting ── there is something to record ──► recording ── stopped, or the stream's end ──► resting
///
/// A recording lasts as long as one life of its stream. One mutation, then `pollOrder` until it is `nil`, then the next.
struct StreamRecorder {
    /// The stream.
    private let stream: String
    /// Whether each life of it is recorded without anybody asking.
    private let isConfigured: Bool
    /// Whether this one shall be.
    private var isWanted: Bool
    /// The recording that is being made, and how far it is.
    private var current: (recording: Recording, cursor: RecordingCursor)?
    /// Those who asked for one that has not begun, and when.
    private var waiting: [(responder: Responder, since: Instant)] = []
    /// What is to do on disk.
    private var orders: [RecordingOrder] = []

    init(_ stream: String, isConfigured: Bool) {
        self.stream = stream
        self.isConfigured = isConfigured
        isWanted = isConfigured
    }

    // MARK: Getters

    /// Whether the stream must be packaged for it.
    var isActive: Bool { isWanted || current != nil }

    /// When the first who waits came.
    var oldest: Instant? { waiting.first?.since }

    // MARK: What arrives

    /// There is more of the stream.
    mutating func follow(_ snapshot: StreamSnapshot, at date: WallClock) {
        if isWanted { begin(snapshot, at: date) }
        guard var (recording, cursor) = current else { return }
        let tracks = RecordedTrack.tracks(of: snapshot)
        let markers = newMarkers(of: snapshot, for: recording)
        if tracks != recording.tracks || !markers.isEmpty {
            recording.tracks = tracks
            recording.markers += markers
            orders.append(.describe(tracks, recording.markers, of: recording.name))
        }
        orders += cursor.pieces(of: snapshot).map { .add($0, to: recording.name) }
        current = (recording, cursor)
    }

    /// The stream cannot be carried.
    mutating func refuse(_ problem: Problem, codec: String) {
        if isWanted { orders.append(.impossible(stream: stream, codec: codec)) }
        isWanted = false
        giveUp(problem)
    }

    /// Nobody who has waited since a moment or longer waits any more.
    mutating func giveUp(onThoseSince limit: Instant = .distantFuture, _ problem: Problem) {
        while let first = waiting.first, first.since <= limit {
            first.responder.respond(problem.response)
            waiting.removeFirst()
        }
        if waiting.isEmpty, current == nil { isWanted = isConfigured && isWanted }
    }

    // MARK: Commands

    /// The stream begins a life.
    mutating func beginLife() {
        isWanted = isConfigured || !waiting.isEmpty
    }

    /// Somebody wants a recording; it begins with the next `follow`.
    mutating func want(_ responder: Responder, at now: Instant) {
        if let current {
            let problem = Problem(.conflict, title: "The stream is being recorded already")
                .with("video", current.recording.name.text)
            return responder.respond(problem.response)
        }
        waiting.append((responder, now))
        isWanted = true
    }

    /// The recording ends; `nil` when there was none.
    mutating func stop() -> Recording? {
        isWanted = false
        guard let recording = current?.recording else { return nil }
        current = nil
        orders.append(.end(recording.name))
        return recording
    }

    // MARK: Outputs

    /// What to do on disk next.
    mutating func pollOrder() -> RecordingOrder? { orders.isEmpty ? nil : orders.removeFirst() }

    // MARK: Parts

    /// The marked moments that a recording does not have: those behind its last. Its playlist leaves out those from before its
    /// beginning.
    private func newMarkers(of snapshot: StreamSnapshot, for recording: Recording) -> ArraySlice<Marker> {
        let room = Self.mostMarkers - recording.markers.count
        guard room > 0 else { return [] }
        let last = recording.markers.last.flatMap { last in
            snapshot.markers.lastIndex { $0.id == last.id }
        }
        return snapshot.markers[(last.map { $0 + 1 } ?? 0)...].prefix(room)
    }

    /// How many marked moments a recording has at most; what is read back of one is bounded.
    private static let mostMarkers = 1000

    private mutating func begin(_ snapshot: StreamSnapshot, at date: WallClock) {
        guard current == nil, let name = StreamName(stream) else { return }
        isWanted = false
        let recording = Recording(of: name, tracks: RecordedTrack.tracks(of: snapshot), began: date)
        // Who asked wants what comes; a stream that is recorded always is from its first picture on.
        current = (recording, RecordingCursor(snapshot, fromTheBeginning: waiting.isEmpty))
        orders.append(.begin(recording))
        for waits in waiting {
            var response = Response(.created, json: JSONText(recording))
            response.fields.append("location", "/api/v1/recordings/\(recording.name.text)")
            waits.responder.respond(response)
        }
        waiting = []
    }
}
