import Bytes

/// What goes out, as nghttp2 asks for it.
extension HTTP2State {
    /// What an answer's head says of its body.
    struct Framing {
        /// The `content-length`.
        var length: Int?
        /// Whether DATA frames follow.
        var hasBody: Bool
    }

    /// Begins the answer on a stream; `nil` when there is none to give.
    mutating func beginAnswer(_ status: Status, _ body: Response.Body, on stream: Int32) -> Framing? {
        guard let index = streams.index(of: stream), !streams[index].isAnswering else { return nil }
        streams[index].isAnswering = true
        guard !status.forbidsBody else { return Framing(length: nil, hasBody: false) }
        switch body {
        case .none:
            return Framing(length: streams[index].isHead ? nil : 0, hasBody: false)
        case .whole(let slice):
            guard !slice.isEmpty, !streams[index].isHead else {
                return Framing(length: slice.count, hasBody: false)
            }
            streams[index].body = StreamBody(whole: slice)
            watchDownload(at: index)
            return Framing(length: slice.count, hasBody: true)
        case .pieces(let length):
            guard !streams[index].isHead else { return Framing(length: length, hasBody: false) }
            streams[index].body = StreamBody(length: length)
            return Framing(length: length, hasBody: true)
        }
    }

    /// The place of a stream that takes pieces of its body.
    mutating func indexTakingPieces(_ stream: Int32) -> Int? {
        guard let index = streams.index(of: stream), streams[index].isAnswering, !streams[index].isAnswered
        else { return nil }
        return streams[index].body.isComplete ? nil : index
    }

    /// Something was added to a body, or its end. Returns whether nghttp2 must be told.
    mutating func resume(at index: Int) -> Bool {
        watchDownload(at: index)
        defer { streams[index].isPaused = false }
        return streams[index].isPaused
    }

    /// How much of a body can go into a frame of at most `limit` bytes; `nil` when nothing waits yet.
    mutating func nextBody(of stream: Int32, limit: Int) -> (count: Int, isLast: Bool)? {
        guard let index = streams.index(of: stream) else { return nil }
        let waiting = streams[index].body.waiting
        let isLast = waiting <= limit && streams[index].body.isComplete
        guard waiting > 0 || isLast else {
            streams[index].isPaused = true
            streams[index].download.stop()
            return nil
        }
        return (min(waiting, limit), isLast)
    }

    /// Sends a DATA frame whose payload is the next `count` bytes of a body.
    mutating func moveBody(
        of stream: Int32, count: Int, frameHeader: RawSpan, to outbound: OutboundQueue, limits: Limits
    ) {
        guard let index = streams.index(of: stream) else { return }
        outbound.append(frameHeader)
        streams[index].body.move(count, to: outbound)
        streams[index].download.count(count)
        budget.earn(1 + count / FrameBudget.bytesSentAFrame)
        if streams[index].owesWritable, streams[index].body.waiting < limits.outboundLowMark {
            streams[index].owesWritable = false
            emit(.writable(StreamID(stream)))
        }
    }

    /// The last frame of an answer was made. Returns whether the stream is to be reset: the client need not send
    /// the rest of a body that nobody waits for (RFC 9113 §8.1).
    mutating func answerEnded(_ stream: Int32) -> Bool {
        guard let index = streams.index(of: stream) else { return false }
        streams[index].isAnswered = true
        streams[index].download.stop()
        return streams[index].isReceiving
    }

    /// All frames that can be made were made, and `count` bytes are to be sent. With those, or with bodies and no
    /// window for them, the client is to take something.
    mutating func wrote(leaving count: Int, isWindowClosed: Bool) {
        let isBlocked = count > 0 || (isWindowClosed && streams.streams.contains { $0.body.waiting > 0 })
        deadlines.made(count, isBlocked: isBlocked, at: now)
    }

    /// Judges from now on how fast the stream's answer leaves.
    private mutating func watchDownload(at index: Int) {
        streams[index].download.start(at: now)
        deadlines.look(after: now)
    }
}
