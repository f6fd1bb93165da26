import Bytes

/// What nghttp2 tells and asks, where more is to be done than to change the state.
extension HTTP2Connection {
    /// A frame has come in whole and is valid.
    func frameEnded(_ frame: ReceivedFrame) {
        switch frame.kind {
        case .headers where !state.head.isTrailer:
            let refusal = state.headEnded(frame.stream, hasBody: !frame.endsStream, from: peer)
            if let refusal { refuse(refusal, on: frame.stream) }
            return
        case .headers:
            state.trailersEnded()
        case .settings:
            state.deadlines.prefaceCame(at: state.now)
        case .ping where frame.isAcknowledgement && state.drain == .noticed:
            // Whatever the client sent before it read the notice has arrived.
            nameLastStream()
        default:
            break
        }
        if frame.endsStream { state.bodyEnded(frame.stream) }
    }

    /// Answers what never became a request.
    private func refuse(_ refusal: RequestRefusal, on stream: Int32) {
        state.emit(.refused(refusal.status))
        answer(refusal.response, on: stream)
    }

    /// A piece of a body came.
    func received(_ bytes: RawSpan, on stream: Int32) {
        let unwanted = state.received(bytes, on: stream)
        if unwanted > 0 { session.consume(unwanted, on: stream) }
    }

    /// A stream is over.
    func streamClosed(_ stream: Int32, code: UInt32) {
        let unconsumed = state.streamClosed(stream, code: code)
        if unconsumed > 0 { session.consume(unconsumed) }
    }

    /// Sends a DATA frame. `false` when enough waits to be sent.
    func moveBody(of stream: Int32, count: Int, frameHeader: RawSpan) -> Bool {
        state.moveBody(of: stream, count: count, frameHeader: frameHeader, to: outbound, limits: limits)
        return outbound.count < limits.outboundHighMark
    }

    /// The last frame of an answer was made.
    func answerEnded(_ stream: Int32) {
        if state.answerEnded(stream) { session.reset(stream, .noError) }
    }

    /// The head of an answer could not be made: it is larger than nghttp2 allows, which is 64 KiB. Without it the
    /// client would wait for ever.
    func answerFailed(_ stream: Int32) {
        if state.streams.index(of: stream) != nil { session.reset(stream, .internalError) }
    }

    /// A GOAWAY was made: by nghttp2 because of the peer, or for a drain.
    func goawaySent(code: UInt32) {
        switch HTTP2ErrorCode(rawValue: code) {
        case .noError: if state.drain == .noticed { session.submitPing() }
        case .enhanceYourCalm: state.reason = .flood
        default: state.reason = .malformed
        }
    }
}
