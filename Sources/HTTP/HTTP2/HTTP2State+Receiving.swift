import Bytes

/// What comes in, as nghttp2 tells it.
extension HTTP2State {
    /// A frame's header was read. `false` when the peer has sent too many that lead to nothing.
    mutating func frameBegan() -> Bool {
        budget.spend(1)
        return !budget.isSpent
    }

    /// A stream was opened, or its trailers begin.
    mutating func headBegan(_ stream: Int32, isTrailer: Bool) {
        if !isTrailer { streams.insert(HTTP2Stream(id: stream)) }
        head = StreamHead(of: stream, isTrailer: isTrailer)
        deadlines.headBegan(at: now)
    }

    /// The head is complete. Returns why it is refused, if it is.
    mutating func headEnded(_ stream: Int32, hasBody: Bool, from peer: Request.Peer) -> RequestRefusal? {
        deadlines.headEnded()
        defer { head = StreamHead() }
        guard let index = streams.index(of: stream) else { return nil }
        streams[index].isReceiving = hasBody
        streams[index].isHead = head.isHead
        guard let request = head.request(from: peer) else { return head.refusal ?? .malformedTarget }
        streams[index].isAnnounced = true
        streams[index].expectsContinue = head.expectsContinue && hasBody
        budget.earn(FrameBudget.request)
        emit(.request(StreamID(stream), request, hasBody: hasBody))
        if hasBody {
            streams[index].upload.start(at: now)
            deadlines.look(after: now)
        }
        return nil
    }

    /// Trailers are complete. Nothing that we serve needs them.
    mutating func trailersEnded() {
        deadlines.headEnded()
        head = StreamHead()
    }

    /// A piece of a body came. Returns how much of it goes back to flow control at once.
    mutating func received(_ bytes: RawSpan, on stream: Int32) -> Int {
        guard let index = streams.index(of: stream) else { return 0 }
        // Nobody wants the body of a request that was refused.
        guard streams[index].isAnnounced else { return bytes.byteCount }
        budget.earn(1)
        streams[index].unconsumed += bytes.byteCount
        streams[index].upload.count(bytes.byteCount)
        unconsumed += bytes.byteCount
        collect(bytes, of: stream)
        return 0
    }

    /// A body is complete.
    mutating func bodyEnded(_ stream: Int32) {
        guard let index = streams.index(of: stream), streams[index].isReceiving else { return }
        streams[index].isReceiving = false
        streams[index].upload.stop()
        if streams[index].isAnnounced { emit(.bodyEnd(StreamID(stream))) }
    }

    /// The owner is done with `count` bytes of a body. Returns how many go back to flow control: never more than came.
    mutating func consumed(_ count: Int, on stream: Int32) -> Int {
        guard let index = streams.index(of: stream) else { return 0 }
        let count = max(min(count, streams[index].unconsumed), 0)
        streams[index].unconsumed -= count
        unconsumed -= count
        return count
    }

    /// A stream is over: both sides ended it, or one reset it. Returns how many bytes of its body go back to the
    /// connection's window.
    mutating func streamClosed(_ stream: Int32, code: UInt32) -> Int {
        if stream == head.stream { trailersEnded() }
        guard let index = streams.index(of: stream) else { return 0 }
        let left = streams[index].unconsumed
        unconsumed -= left
        if !streams[index].isAnswered { budget.spend(FrameBudget.abandonedStream) }
        if streams[index].isAnnounced {
            let completed = streams[index].isAnswered && code == HTTP2ErrorCode.noError.rawValue
            emit(.closed(StreamID(stream), completed: completed))
        }
        streams.remove(at: index)
        if streams.isEmpty { deadlines.idleBegan(at: now) }
        return left
    }
}
