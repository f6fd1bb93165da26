internal import Timing

/// The deadlines of one connection; `next` is their minimum. Each is `nil` while nothing is waited for.
struct HTTP1Timers {
    /// The head that began must be complete.
    var head: Instant?
    /// The body's last stretch is judged.
    var body: Instant?
    /// The last stretch of what is being sent is judged.
    var send: Instant?
    /// The idle connection ends.
    var idle: Instant?
    /// How much of the body came in this stretch.
    var bodyMoved = 0
    /// How much was sent in this stretch.
    var sendMoved = 0

    /// How long a head may take, and so on, in nanoseconds: a `Duration` costs a wide division to be added.
    private let headTime, bodyTime, sendTime, idleTime: Int64
    /// The least that must move in a stretch, in bytes.
    private let leastOfBody, leastOfSend: Int

    /// No deadline yet.
    init(_ limits: Limits) {
        headTime = limits.headTime.nanoseconds
        bodyTime = limits.bodyTime.nanoseconds
        sendTime = limits.sendTime.nanoseconds
        idleTime = limits.keepAlive.nanoseconds
        leastOfBody = Int(Double(limits.leastRate) * limits.bodyTime.seconds)
        leastOfSend = Int(Double(limits.leastRate) * limits.sendTime.seconds)
    }

    /// The earliest deadline.
    var next: Instant? {
        var next = Instant.distantFuture
        if let head { next = head }
        if let body, body < next { next = body }
        if let send, send < next { next = send }
        if let idle, idle < next { next = idle }
        return next == .distantFuture ? nil : next
    }

    /// Waits for a head from now on, or no more.
    mutating func watchHead(_ isExpected: Bool, at now: Instant) {
        head = isExpected ? head ?? now.later(by: headTime) : nil
    }

    /// Waits for a body from now on, or no more.
    mutating func watchBody(_ isExpected: Bool, at now: Instant) {
        if !isExpected { bodyMoved = 0 }
        body = isExpected ? body ?? now.later(by: bodyTime) : nil
    }

    /// Waits for bytes to leave from now on, or no more.
    mutating func watchSend(_ isExpected: Bool, at now: Instant) {
        if !isExpected { sendMoved = 0 }
        send = isExpected ? send ?? now.later(by: sendTime) : nil
    }

    /// Waits for a request from now on, or no more.
    mutating func watchIdle(_ isExpected: Bool, at now: Instant) {
        idle = isExpected ? idle ?? now.later(by: idleTime) : nil
    }

    /// Whether a stretch of the body ended with too little; a good one begins anew.
    mutating func bodyIsTooSlow(at now: Instant) -> Bool {
        guard let body, body <= now else { return false }
        defer { bodyMoved = 0 }
        self.body = now.later(by: bodyTime)
        return bodyMoved < leastOfBody
    }

    /// Whether a stretch of sending ended with too little; a good one begins anew.
    mutating func sendIsTooSlow(at now: Instant) -> Bool {
        guard let send, send <= now else { return false }
        defer { sendMoved = 0 }
        self.send = now.later(by: sendTime)
        return sendMoved < leastOfSend
    }
}

extension Instant {
    /// The moment so many nanoseconds later, which are not negative; the end of the axis at most.
    fileprivate func later(by nanoseconds: Int64) -> Instant {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        return overflow ? .distantFuture : Instant(nanoseconds: sum)
    }
}
