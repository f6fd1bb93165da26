internal import Bytes
internal import CNGHTTP2

/// nghttp2's side of one server connection: framing, HPACK, flow control, stream states, priorities (RFC 9113,
/// RFC 7541, RFC 9218). It owns the C object and frees it.
///
/// Why the unsafe code here and in `NGHTTP2Callbacks` is sound:
/// 1. `handle` is made in `init`, freed in `deinit`, and never leaves this type.
/// 2. nghttp2 calls back only inside `receive` and `writeNext`, on the thread that called them. Both are called
///    by the `HTTP2Connection` that `attach` named, on itself, so the unretained pointer to it is alive whenever
///    it is followed; freeing the session calls nothing back.
/// 3. Memory that nghttp2 passes to a callback or out of `writeNext` is valid until it is next called, and is
///    copied before that. Memory that we pass to it is copied by it, but for names known when we compile.
/// 4. No method here touches Swift state, so a callback that changes the connection violates no exclusivity.
@safe struct NGHTTP2Session: ~Copyable {
    /// The C object.
    let handle: OpaquePointer

    /// No flags, in the type that nghttp2's functions want.
    static let noFlags = UInt8(NGHTTP2_FLAG_NONE.rawValue)

    /// What one call of `writeNext` did.
    enum Written {
        /// A frame was appended; there may be more.
        case frame
        /// Nothing more is ready, or a callback asked for a break.
        case nothing
        /// Out of memory, or a state that should not be.
        case failed
    }

    /// Why a session cannot go on.
    enum Failure {
        /// The peer makes us answer more than it takes, or a head has no end.
        case flood
        /// What came is not HTTP/2.
        case malformed
        /// A callback asked for it, or memory is gone.
        case other

        fileprivate init(_ code: nghttp2_error) {
            switch code {
            case NGHTTP2_ERR_FLOODED, NGHTTP2_ERR_TOO_MANY_CONTINUATIONS, NGHTTP2_ERR_TOO_MANY_SETTINGS:
                self = .flood
            case NGHTTP2_ERR_BAD_CLIENT_MAGIC, NGHTTP2_ERR_SETTINGS_EXPECTED:
                self = .malformed
            default:
                self = .other
            }
        }
    }

    /// A session whose settings wait to be sent.
    init(limits: Limits) {
        var fresh: OpaquePointer?
        let result = unsafe nghttp2_session_server_new2(
            &fresh, NGHTTP2Callbacks.table, nil, NGHTTP2Callbacks.options)
        guard result == 0, let fresh = unsafe fresh else { preconditionFailure("out of memory") }
        unsafe handle = fresh
        submitSettings(limits)
    }

    deinit {
        unsafe nghttp2_session_del(handle)
    }

    /// Names the connection that callbacks go to. It must own this session.
    func attach(to connection: HTTP2Connection) {
        unsafe nghttp2_session_set_user_data(handle, Unmanaged.passUnretained(connection).toOpaque())
    }

    /// Whether neither side has anything left to say: a GOAWAY was sent or received and all streams are closed.
    var isOver: Bool {
        unsafe nghttp2_session_want_read(handle) == 0 && nghttp2_session_want_write(handle) == 0
    }

    /// The last stream that was opened by the peer.
    var lastStream: Int32 {
        unsafe nghttp2_session_get_last_proc_stream_id(handle)
    }

    /// How many bytes the peer lets us send on the connection.
    var sendWindow: Int {
        Int(unsafe nghttp2_session_get_remote_window_size(handle))
    }

    /// How many bytes the peer lets us send on a stream.
    func sendWindow(of stream: Int32) -> Int {
        Int(unsafe nghttp2_session_get_stream_remote_window_size(handle, stream))
    }

    /// Takes bytes from the peer. Returns why the session cannot go on, if it cannot.
    func receive(_ bytes: RawSpan) -> Failure? {
        unsafe bytes.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let result = unsafe nghttp2_session_mem_recv(handle, start, bytes.count)
            return result < 0 ? Failure(nghttp2_error(Int32(truncatingIfNeeded: result))) : nil
        }
    }

    /// Appends the next control or header frame to `outbound`; callbacks append the DATA frames before it.
    func writeNext(to outbound: OutboundQueue) -> Written {
        var start: UnsafePointer<UInt8>?
        let count = unsafe nghttp2_session_mem_send(handle, &start)
        guard count > 0 else { return count == 0 ? .nothing : .failed }
        unsafe outbound.append(UnsafeRawBufferPointer(start: start, count: count).bytes)
        return .frame
    }

    /// Lets a stream that had nothing to send be asked for it again.
    func resume(_ stream: Int32) {
        unsafe nghttp2_session_resume_data(handle, stream)
    }

    /// Ends a stream at once.
    func reset(_ stream: Int32, _ code: HTTP2ErrorCode) {
        unsafe nghttp2_submit_rst_stream(handle, Self.noFlags, stream, code.rawValue)
    }

    /// Lets the peer send `count` more bytes on the stream and on the connection.
    func consume(_ count: Int, on stream: Int32) {
        unsafe nghttp2_session_consume(handle, stream, count)
    }

    /// Lets the peer send `count` more bytes on the connection: their stream is gone.
    func consume(_ count: Int) {
        unsafe nghttp2_session_consume_connection(handle, count)
    }

    /// Tells the peer to open no more streams, without yet saying which was the last one (RFC 9113 §6.8).
    func submitShutdownNotice() {
        unsafe nghttp2_submit_shutdown_notice(handle)
    }

    /// Asks the peer to answer when it has read everything before this.
    func submitPing() {
        unsafe nghttp2_submit_ping(handle, Self.noFlags, nil)
    }

    /// Tells the peer which stream was the last one.
    func submitGoaway() {
        unsafe nghttp2_submit_goaway(handle, Self.noFlags, lastStream, NGHTTP2_NO_ERROR.rawValue, nil, 0)
    }

    /// Queues our SETTINGS and the connection's window.
    private func submitSettings(_ limits: Limits) {
        var settings = [
            nghttp2_settings_entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.concurrentStreams),
            nghttp2_settings_entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, limits.bodyWindow),
            nghttp2_settings_entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.headerBytes),
            // RFC 9218 §2.1: urgency instead of RFC 7540's tree, whose upkeep was an attack by itself.
            nghttp2_settings_entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ]
        unsafe nghttp2_submit_settings(handle, Self.noFlags, &settings, settings.count)
        let window = Int32(clamping: limits.bodyWindow * HTTP2Connection.windowsAConnection)
        unsafe nghttp2_session_set_local_window_size(handle, Self.noFlags, 0, window)
    }
}

extension nghttp2_settings_entry {
    /// One setting.
    fileprivate init(_ id: nghttp2_settings_id, _ value: Int) {
        self.init(settings_id: Int32(id.rawValue), value: UInt32(clamping: value))
    }
}
