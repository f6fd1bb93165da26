internal import Bytes
public import Timing

/// What happens as time goes by.
extension HTTP2Connection {
    /// Ends what took too long.
    public func handleTimeout(at now: Instant) {
        guard !state.hasEnded else {
            if lastDeadline <= now { outbound.removeAll() }
            return
        }
        guard state.deadlines.next <= now else { return }
        state.now = now
        switch state.deadlines.due(at: now, limits: limits) {
        case .tooSlow: return end(.tooSlow, code: .enhanceYourCalm)
        case .idle: return end(state.drain == .none ? .idle : .draining)
        case .notice: nameLastStream()
        case nil: break
        }
        for index in state.streams.indices {
            if isUploadStalled(index) || isDownloadStalled(index) {
                session.reset(state.streams[index].id, .cancel)
            }
        }
        state.deadlines.reschedule(limits: limits, streams: state.streams)
        write()
    }

    /// Whether the client is too slow to send a request's body.
    private func isUploadStalled(_ index: Int) -> Bool {
        guard
            state.streams[index].upload.isTooSlow(
                at: state.now, over: limits.bodyTime, rate: limits.leastRate)
        else { return false }
        // While a service keeps what it was given, the windows may be what holds the client back.
        let isHeldBack =
            state.streams[index].unconsumed >= limits.bodyWindow / 2
            || state.unconsumed >= limits.bodyWindow * Self.windowsAConnection / 2
        if isHeldBack { state.streams[index].upload.restart(at: state.now) }
        return !isHeldBack
    }

    /// Whether the client is too slow to take an answer.
    private func isDownloadStalled(_ index: Int) -> Bool {
        guard
            state.streams[index].download.isTooSlow(
                at: state.now, over: limits.sendTime, rate: limits.leastRate)
        else { return false }
        // Other streams may come first for long, but only the client can open this one's window.
        let isHeldBack = session.sendWindow(of: state.streams[index].id) > 0
        if isHeldBack { state.streams[index].download.restart(at: state.now) }
        return !isHeldBack
    }
}
