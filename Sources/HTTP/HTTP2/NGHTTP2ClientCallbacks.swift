internal import Bytes
internal import CNGHTTP2

/// What nghttp2 calls back for a client, turned into calls of its connection's own methods. The table is made once, copied
/// into each session, and never changed or freed.
enum NGHTTP2ClientCallbacks {
    /// The callbacks.
    nonisolated(unsafe) static let table: OpaquePointer = {
        var fresh: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&fresh) == 0, let table = unsafe fresh else {
            preconditionFailure("out of memory")
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(table) { _, frame, context in
            guard let stream = unsafe frame?.pointee.hd.stream_id else { return failure }
            unsafe with(context) { $0.headBegan(stream) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(table) {
            _, frame, name, nameCount, value, valueCount, _, context in
            guard let stream = unsafe frame?.pointee.hd.stream_id else { return failure }
            let name = unsafe UnsafeRawBufferPointer(start: name, count: nameCount)
            let value = unsafe UnsafeRawBufferPointer(start: value, count: valueCount)
            let isTaken = unsafe with(context) {
                unsafe $0.field(name: name.bytes, value: value.bytes, of: stream)
            }
            return isTaken ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) {
            _, _, stream, start, count, context in
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
            unsafe with(context) { unsafe $0.received(bytes.bytes, on: stream) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(table) { _, frame, context in
            guard let header = unsafe frame?.pointee.hd else { return failure }
            unsafe with(context) { $0.frameEnded(ReceivedFrame(header)) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, stream, _, context in
            unsafe with(context) { $0.streamClosed(stream) }
            return 0
        }
        return unsafe table
    }()

    /// Copies what is next of a request's body to where nghttp2 wants it.
    static let readBody: nghttp2_data_source_read_callback = { _, stream, room, limit, flags, _, context in
        guard let flags = unsafe flags, let room = unsafe room else { return Int(failure) }
        let next = unsafe with(context) { $0.nextBody(of: stream, atMost: limit) }
        // Sound: there is room for `limit` octets, and no more are taken.
        for (index, octet) in next.bytes.enumerated() { unsafe room[index] = octet }
        if next.isLast { unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        return next.bytes.count
    }
}

/// Calls `body` with the connection that a session belongs to, without counting a reference.
private func with<Result>(
    _ context: UnsafeMutableRawPointer?, _ body: (HTTP2ClientConnection) -> Result
) -> Result {
    guard let context = unsafe context else { preconditionFailure("a session without its connection") }
    return unsafe Unmanaged<HTTP2ClientConnection>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
}

/// What a callback returns to end the session.
private let failure = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
