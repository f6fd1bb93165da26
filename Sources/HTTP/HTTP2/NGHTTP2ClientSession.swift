internal import Bytes
internal import CNGHTTP2

/// nghttp2's side of one client connection. It owns the C object and frees it.
///
/// The unsafe code here is sound for the reasons that `NGHTTP2Session` gives: calls back come only inside `receive` and
/// `writeNext`, both called by the connection that `attach` named, and no method here touches Swift state.
@safe struct NGHTTP2ClientSession: ~Copyable {
    /// The C object.
    private let handle: OpaquePointer

    private static let noFlags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
    /// How much of one answer, and of all, may be on its way: what Chromium allows.
    private static let window: Int32 = 6 << 20, connectionWindow: Int32 = 15 << 20

    /// A session whose preface and settings wait to be sent.
    init() {
        var fresh: OpaquePointer?
        let result = unsafe nghttp2_session_client_new(&fresh, NGHTTP2ClientCallbacks.table, nil)
        guard result == 0, let fresh = unsafe fresh else { preconditionFailure("out of memory") }
        unsafe handle = fresh
        var settings = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue), value: 0),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue), value: UInt32(Self.window)),
        ]
        unsafe nghttp2_submit_settings(handle, Self.noFlags, &settings, settings.count)
        unsafe nghttp2_session_set_local_window_size(handle, Self.noFlags, 0, Self.connectionWindow)
    }

    deinit {
        unsafe nghttp2_session_del(handle)
    }

    /// Names the connection that callbacks go to. It must own this session.
    func attach(to connection: HTTP2ClientConnection) {
        unsafe nghttp2_session_set_user_data(handle, Unmanaged.passUnretained(connection).toOpaque())
    }

    /// Whether neither side has anything left to say.
    var isOver: Bool {
        unsafe nghttp2_session_want_read(handle) == 0 && nghttp2_session_want_write(handle) == 0
    }

    /// Whether the server takes further requests: it has not said goodbye, and there are numbers left for them.
    var takesRequests: Bool { unsafe nghttp2_session_check_request_allowed(handle) != 0 }

    /// Takes octets from the server; `false` when they cannot be right.
    func receive(_ bytes: RawSpan) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe nghttp2_session_mem_recv(handle, start, bytes.count) >= 0
        }
    }

    /// Appends the next frame to `outbound`; `false` when there is none.
    func writeNext(to outbound: OutboundQueue) -> Bool {
        var start: UnsafePointer<UInt8>?
        let count = unsafe nghttp2_session_mem_send(handle, &start)
        guard count > 0 else { return false }
        unsafe outbound.append(UnsafeRawBufferPointer(start: start, count: count).bytes)
        return true
    }

    /// Queues a request, whose fields include those that begin with a colon; its number, or `nil` when it cannot be made.
    func submit(_ fields: HeaderFields, hasBody: Bool) -> Int32? {
        var number: Int32 = -1
        unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: fields.count) { list in
            unsafe withUnsafeTemporaryAllocation(byteCount: fields.textBytes.byteCount, alignment: 1) {
                text in
                var head = unsafe HeadWriter(list: list, text: text)
                head.add(fields)
                guard hasBody else {
                    number = unsafe nghttp2_submit_request(
                        handle, nil, head.list.baseAddress, head.count, nil, nil)
                    return
                }
                var body = unsafe nghttp2_data_provider()
                unsafe body.read_callback = NGHTTP2ClientCallbacks.readBody
                number = unsafe nghttp2_submit_request(
                    handle, nil, head.list.baseAddress, head.count, &body, nil)
            }
        }
        return number > 0 ? number : nil
    }

    /// Gives up a request.
    func cancel(_ stream: Int32) {
        unsafe nghttp2_submit_rst_stream(handle, Self.noFlags, stream, NGHTTP2_CANCEL.rawValue)
    }
}
