internal import Bytes
internal import COpenSSL

/// One connection's TLS: ciphertext in, plaintext out, and back.
///
/// It touches no socket. What arrives is offered to OpenSSL through a BIO that reads from a window of the loop's
/// scratch memory; what OpenSSL writes goes to the scratch, so that up to eight records leave with one
/// system call and an idle connection owns no buffer. Only what the kernel refuses is kept here.
///
/// Invariants:
/// 1. `incoming` is not empty only while `offering` runs, and OpenSSL has read all of it when that ends well: both
///    `handshake` and `drain` go on until it wants more, and what is left of a record it keeps itself.
/// 2. Sealed bytes are in `kept[keptStart...]` or, between a seal and `keepSealed`, in the scratch; never in both.
@safe final class TLSSession {
    /// How a handshake stands.
    enum Handshake {
        case pending
        case done(TransportFacts)
        /// It came to nothing; OpenSSL's reason.
        case failed(String)
    }

    /// Plaintext that one `seal` takes at most: eight records of 16 KiB (RFC 8446 §5.1).
    private static let sealBatch = 8 * 16384
    /// One record's worth.
    private static let recordSize = 16384

    /// OpenSSL's session; freed with the object, and its BIO with it.
    private let ssl: OpaquePointer
    /// The context it began with.
    private let context: TLSContext
    /// The loop's memory.
    private let scratch: ScratchMemory
    /// Ciphertext that OpenSSL has not read yet; a view that is valid while `offering` runs.
    private var incoming = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    /// How much of the crypto scratch holds sealed bytes of this session.
    private var sealedCount = 0
    /// Sealed bytes that the kernel did not take.
    private var kept: [UInt8] = []
    /// How many of those have left since.
    private var keptStart = 0

    /// Our side of a new connection; `nil` when memory is short.
    init?(in context: TLSContext, scratch: ScratchMemory) {
        guard let ssl = unsafe SSL_new(context.handle), let bio = unsafe BIO_new(TLSBio.method) else {
            return nil
        }
        unsafe self.ssl = ssl
        self.context = context
        self.scratch = scratch
        // Sound: the session owns `ssl`, which owns the BIO, so the pointer never outlives its target.
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(bio, 1)
        unsafe SSL_set_bio(ssl, bio, bio)
        if context.isClient { unsafe SSL_set_connect_state(ssl) } else { unsafe SSL_set_accept_state(ssl) }
        if let name = context.serverName { _ = unsafe starling_tls_name_server(ssl, name) }
    }

    deinit {
        unsafe SSL_free(ssl)
    }

    // MARK: In

    /// Makes ciphertext from the socket readable for OpenSSL while `body` calls `handshake` and `drain`.
    func offering(_ bytes: RawSpan, _ body: () -> Void) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe incoming = buffer
            body()
            unsafe incoming = UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    /// Goes on with the handshake.
    func handshake() -> Handshake {
        let result = unsafe SSL_do_handshake(ssl)
        guard result != 1 else { return .done(facts) }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .pending
        default: return .failed(takeFailure())
        }
    }

    /// Why the handshake failed: what is wrong with the peer's certificate, or else what OpenSSL says.
    private func takeFailure() -> String {
        let reason = TLSError.lastReason()
        let verdict = unsafe SSL_get_verify_result(ssl)
        guard verdict != X509_V_OK, let text = unsafe X509_verify_cert_error_string(verdict) else {
            return reason
        }
        // Sound: the text is static.
        return unsafe "the certificate is not believed: \(String(cString: text))"
    }

    /// Opens all complete records and hands their plaintext on, whose reader may seal an answer at once. Whether the peer said
    /// goodbye, or broke the rules.
    func drain(_ body: (RawSpan) -> Void) -> Bool {
        while true {
            let (filled, hasEnded) = open()
            if filled > 0 {
                // Sound: OpenSSL wrote `filled` bytes, and the view does not outlive the call.
                body(
                    unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch.opened[..<filled])))
            }
            if let hasEnded { return hasEnded }
        }
    }

    /// Opens records into the scratch until it is full or none is complete: how many bytes, and when none is, whether none
    /// will ever be.
    private func open() -> (filled: Int, hasEnded: Bool?) {
        let memory = unsafe scratch.opened
        var filled = 0
        var result: Int32 = 1
        while result > 0, memory.count - filled >= Self.recordSize {
            result = unsafe SSL_read(
                ssl, UnsafeMutableRawBufferPointer(rebasing: memory[filled...]).baseAddress,
                Int32(memory.count - filled))
            if result > 0 { filled += Int(result) }
        }
        guard result <= 0 else { return (filled, nil) }
        // At once, since OpenSSL tells only of its last call.
        defer { ERR_clear_error() }
        return (filled, unsafe SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ)
    }

    /// What the handshake settled.
    private var facts: TransportFacts {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &name, &count)
        // Sound: OpenSSL says how many bytes it keeps there; they are copied at once.
        let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(count))
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        return TransportFacts(isSecure: true, applicationProtocol: text.isEmpty ? nil : text)
    }

    // MARK: Out

    /// Whether sealed bytes wait to be sent.
    var hasSealed: Bool { sealedCount > 0 || keptStart < kept.count }

    /// Seals the start of a queue, at most eight records, and takes it off the queue. `false` when OpenSSL failed.
    func seal(_ queue: OutboundQueue) -> Bool {
        var total = 0
        while total < Self.sealBatch, !queue.isEmpty {
            let taken = sealRecord(queue)
            guard taken > 0 else { return false }
            queue.removeFirst(taken)
            total += taken
        }
        return true
    }

    /// Seals one record: straight from the queue's memory when its first piece fills one, otherwise gathered, since
    /// a record of its own for each small piece costs more than the copy.
    private func sealRecord(_ queue: OutboundQueue) -> Int {
        unsafe withUnsafeTemporaryAllocation(of: UnsafeRawBufferPointer.self, capacity: 16) { pieces in
            let count = unsafe queue.gather(into: pieces)
            if unsafe pieces[0].count >= Self.recordSize || count == 1 {
                let size = unsafe min(pieces[0].count, Self.recordSize)
                return unsafe Int(SSL_write(ssl, pieces[0].baseAddress, Int32(size)))
            }
            let record = unsafe scratch.gathered
            var filled = 0
            for index in 0..<count where filled < Self.recordSize {
                let part = unsafe pieces[index].prefix(Self.recordSize - filled)
                // Sound: the part fits behind `filled`; the queue's memory and the scratch do not overlap.
                unsafe UnsafeMutableRawBufferPointer(rebasing: record[filled...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: part))
                filled += unsafe part.count
            }
            return unsafe Int(SSL_write(ssl, record.baseAddress, Int32(filled)))
        }
    }

    /// Queues the goodbye that tells the peer that nothing was cut off (RFC 8446 §6.1).
    func sayGoodbye() -> Bool {
        _ = unsafe SSL_shutdown(ssl)
        ERR_clear_error()
        return hasSealed
    }

    /// Calls `body` with the sealed bytes that come next.
    func withSealed(_ body: (UnsafeRawBufferPointer) -> Int) -> Int {
        if keptStart < kept.count {
            return unsafe kept.withUnsafeBytes {
                unsafe body(UnsafeRawBufferPointer(rebasing: $0[keptStart...]))
            }
        }
        return unsafe body(UnsafeRawBufferPointer(rebasing: scratch.sealed[..<sealedCount]))
    }

    /// Tells that `sent` of those bytes left; what is still in the scratch is copied, for others use that next.
    func keepSealed(from sent: Int) {
        if keptStart < kept.count {
            keptStart += sent
            if keptStart == kept.count {
                kept = []
                keptStart = 0
            }
            return
        }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: scratch.sealed[sent..<sealedCount])
        unsafe kept.append(contentsOf: rest)
        sealedCount = 0
    }

    // MARK: The BIO's two ends

    /// OpenSSL wants ciphertext.
    fileprivate func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = unsafe min(target.count, incoming.count)
        guard count > 0 else { return 0 }
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: incoming[..<count]))
        unsafe incoming = UnsafeRawBufferPointer(rebasing: incoming[count...])
        return count
    }

    /// OpenSSL has ciphertext for the peer. While older bytes wait it goes behind them.
    fileprivate func write(_ bytes: UnsafeRawBufferPointer) {
        let fits = unsafe sealedCount + bytes.count <= scratch.sealed.count
        guard keptStart == kept.count, fits else {
            if sealedCount > 0 { keepSealed(from: 0) }
            unsafe kept.append(contentsOf: bytes)
            return
        }
        unsafe UnsafeMutableRawBufferPointer(rebasing: scratch.sealed[sealedCount...]).copyMemory(from: bytes)
        sealedCount += bytes.count
    }
}

/// The BIO between OpenSSL and `TLSSession`, whose pointer it carries.
private enum TLSBio {
    /// OpenSSL's description of it; made once, kept for ever.
    nonisolated(unsafe) static let method: OpaquePointer = {
        guard let method = unsafe BIO_meth_new(Int32(BIO_TYPE_SOURCE_SINK) | BIO_get_new_index(), "starling")
        else {
            preconditionFailure("no memory for a BIO method at start")
        }
        unsafe BIO_meth_set_read(method) { bio, target, count in
            unsafe starling_bio_clear_retry(bio)
            guard count > 0, let session = unsafe session(of: bio) else { return -1 }
            let taken = unsafe session.read(
                into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
            if taken == 0 { unsafe starling_bio_set_retry_read(bio) }
            return taken == 0 ? -1 : Int32(taken)
        }
        unsafe BIO_meth_set_write(method) { bio, source, count in
            unsafe starling_bio_clear_retry(bio)
            guard count > 0, let session = unsafe session(of: bio) else { return 0 }
            unsafe session.write(UnsafeRawBufferPointer(start: source, count: Int(count)))
            return count
        }
        unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
        return unsafe method
    }()

    /// The session behind a BIO.
    private static func session(of bio: OpaquePointer?) -> TLSSession? {
        // Sound: set in the session's init, and the session frees the BIO before it goes.
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<TLSSession>.fromOpaque(data).takeUnretainedValue()
    }
}
