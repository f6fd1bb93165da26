internal import Bytes
internal import CNGHTTP2

/// What nghttp2 calls back, turned into calls of the connection's own methods; see `NGHTTP2Session` for why this is
/// sound. The tables are made once, copied into each session, and never changed or freed.
enum NGHTTP2Callbacks {
    /// The callbacks.
    nonisolated(unsafe) static let table: OpaquePointer = {
        var fresh: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&fresh) == 0, let table = unsafe fresh else {
            preconditionFailure("out of memory")
        }
        unsafe setReceiving(table)
        unsafe setSending(table)
        return unsafe table
    }()

    /// The options.
    nonisolated(unsafe) static let options: OpaquePointer = {
        var fresh: OpaquePointer?
        guard unsafe nghttp2_option_new(&fresh) == 0, let options = unsafe fresh else {
            preconditionFailure("out of memory")
        }
        // Flow control credit is given when a body was consumed, not when it was received.
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        // Replies that may wait inside nghttp2 while our queue is full: the frame budget allows far more.
        unsafe nghttp2_option_set_max_outbound_ack(options, 256)
        // Resets are counted by the frame budget, on our clock and with everything else.
        unsafe nghttp2_option_set_stream_reset_rate_limit(options, 1 << 40, 1 << 40)
        // PRIORITY_UPDATE (RFC 9218 §7.1); the `priority` field is understood without asking.
        unsafe nghttp2_option_set_builtin_recv_extension_type(
            options, UInt8(NGHTTP2_PRIORITY_UPDATE.rawValue))
        return unsafe options
    }()

    private static func setReceiving(_ table: OpaquePointer) {
        unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(table) { _, _, context in
            unsafe with(context) { $0.state.frameBegan() ? 0 : failure }
        }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(table) { _, frame, context in
            guard let frame = unsafe frame else { return failure }
            let isTrailer = unsafe frame.pointee.headers.cat != NGHTTP2_HCAT_REQUEST
            let stream = unsafe frame.pointee.hd.stream_id
            unsafe with(context) { $0.state.headBegan(stream, isTrailer: isTrailer) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(table) {
            _, _, name, nameCount, value, valueCount, _, context in
            let name = unsafe UnsafeRawBufferPointer(start: name, count: nameCount)
            let value = unsafe UnsafeRawBufferPointer(start: value, count: valueCount)
            return unsafe with(context) { connection in
                let isTaken = unsafe connection.state.head.add(
                    name: name.bytes, value: value.bytes, limits: connection.limits)
                return isTaken ? 0 : giveUpStream
            }
        }
        // A field that breaks RFC 9113 §8.2.1 makes the request malformed; nghttp2 alone would leave it out.
        unsafe nghttp2_session_callbacks_set_on_invalid_header_callback(table) { _, _, _, _, _, _, _, _ in
            giveUpStream
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
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, stream, code, context in
            unsafe with(context) { $0.streamClosed(stream, code: code) }
            return 0
        }
    }

    private static func setSending(_ table: OpaquePointer) {
        unsafe nghttp2_session_callbacks_set_send_data_callback(table) {
            _, frame, header, count, _, context in
            guard let stream = unsafe frame?.pointee.hd.stream_id, let header = unsafe header else {
                return failure
            }
            // Sound: nghttp2 passes a packed frame header, which has nine bytes (RFC 9113 §4.1).
            let head = unsafe UnsafeRawBufferPointer(start: header, count: 9)
            return unsafe with(context) { connection in
                let goesOn = unsafe connection.moveBody(of: stream, count: count, frameHeader: head.bytes)
                return goesOn ? 0 : NGHTTP2_ERR_PAUSE.rawValue
            }
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(table) { _, frame, context in
            guard let frame = unsafe frame else { return failure }
            let header = unsafe frame.pointee.hd
            switch UInt32(header.type) {
            case NGHTTP2_GOAWAY.rawValue:
                let code = unsafe frame.pointee.goaway.error_code
                unsafe with(context) { $0.goawaySent(code: code) }
            case NGHTTP2_DATA.rawValue, NGHTTP2_HEADERS.rawValue:
                guard header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { break }
                unsafe with(context) { $0.answerEnded(header.stream_id) }
            default:
                break
            }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_not_send_callback(table) { _, frame, _, context in
            guard let header = unsafe frame?.pointee.hd else { return failure }
            if UInt32(header.type) == NGHTTP2_HEADERS.rawValue {
                unsafe with(context) { $0.answerFailed(header.stream_id) }
            }
            return 0
        }
    }

    /// Asks the connection how much of a body it can send; `moveBody` then does.
    static let readBody: nghttp2_data_source_read_callback = { _, stream, _, limit, flags, _, context in
        guard let flags = unsafe flags else { return Int(failure) }
        guard let next = unsafe with(context, { $0.state.nextBody(of: stream, limit: limit) }) else {
            return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        }
        unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
        if next.isLast { unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
        return next.count
    }
}

/// Calls `body` with the connection that a session belongs to, without counting a reference.
@inline(__always)
private func with<Result>(_ context: UnsafeMutableRawPointer?, _ body: (HTTP2Connection) -> Result) -> Result
{
    guard let context = unsafe context else { preconditionFailure("a session without its connection") }
    return unsafe Unmanaged<HTTP2Connection>.fromOpaque(context)._withUnsafeGuaranteedRef(body)
}

/// What a callback returns to end the session.
private let failure = NGHTTP2_ERR_CALLBACK_FAILURE.rawValue
/// What a callback returns to end the stream.
private let giveUpStream = NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
