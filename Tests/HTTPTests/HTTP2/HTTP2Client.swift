import Bytes
import CNGHTTP2

/// The other end of a connection under test: nghttp2's client session, driven by hand.
///
/// Sound as `NGHTTP2Session` is: callbacks come only inside `receive` and `output`, both called on the object that
/// the session points back to.
@safe final class HTTP2Client {
    /// What has come of an answer.
    struct Answer {
        /// Statuses before the final one.
        var interim: [Int] = []
        /// The final status.
        var status: Int?
        /// Its fields, `:status` left out.
        var fields: [(name: String, value: String)] = []
        /// The body so far.
        var body: [UInt8] = []
        /// How long its DATA frames were.
        var frames: [Int] = []
        /// Whether the server ended it.
        var isComplete = false
        /// With which code the stream was closed.
        var closed: UInt32?

        /// The value of a field.
        subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
    }

    /// What has come, by stream.
    private(set) var answers: [Int32: Answer] = [:]
    /// The last stream that each GOAWAY named, and its code.
    private(set) var goaways: [(last: Int32, code: UInt32)] = []
    /// How many pings were answered.
    private(set) var pingsAnswered = 0
    /// nghttp2's code, when the server broke the protocol so that the session cannot go on.
    private(set) var failure: Int32?
    /// The C object.
    private let session: OpaquePointer
    /// What is still to be uploaded, by stream; `nil` stands for more to come.
    private var uploads: [Int32: [UInt8]] = [:]
    /// Uploads that are not finished when they run dry.
    private var open: Set<Int32> = []

    /// A client that has its preface and settings to send. Unless it `consumes`, it opens windows by hand.
    init(settings: [nghttp2_settings_id: UInt32] = [:], consumes: Bool = true) {
        var callbacks: OpaquePointer?
        var option: OpaquePointer?
        var fresh: OpaquePointer?
        unsafe nghttp2_session_callbacks_new(&callbacks)
        unsafe nghttp2_option_new(&option)
        unsafe nghttp2_option_set_no_auto_window_update(option, consumes ? 0 : 1)
        unsafe Self.setCallbacks(callbacks)
        unsafe nghttp2_session_client_new2(&fresh, callbacks, nil, option)
        unsafe nghttp2_session_callbacks_del(callbacks)
        unsafe nghttp2_option_del(option)
        guard let fresh = unsafe fresh else { preconditionFailure("out of memory") }
        unsafe session = fresh
        unsafe nghttp2_session_set_user_data(session, Unmanaged.passUnretained(self).toOpaque())
        submit(settings: settings)
    }

    deinit {
        unsafe nghttp2_session_del(session)
    }

    /// Opens a request. With `body`, it is uploaded as windows allow; with `isOpen`, more may follow by `upload`.
    @discardableResult
    func request(
        _ method: String = "GET", _ path: String = "/", fields: [(String, String)] = [],
        body: [UInt8]? = nil, isOpen: Bool = false, authority: String? = "example.org"
    ) -> Int32 {
        var head = [(":method", method), (":scheme", "https"), (":path", path)]
        if let authority { head.append((":authority", authority)) }
        return submit(head + fields, body: body, isOpen: isOpen)
    }

    /// Opens a request with exactly these fields.
    @discardableResult
    func submit(_ fields: [(String, String)], body: [UInt8]? = nil, isOpen: Bool = false) -> Int32 {
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.read_callback = readUpload
        let stream = unsafe withFields(fields) { list in
            if body == nil, !isOpen {
                unsafe nghttp2_submit_request(session, nil, list.baseAddress, list.count, nil, nil)
            } else {
                unsafe nghttp2_submit_request(session, nil, list.baseAddress, list.count, &provider, nil)
            }
        }
        answers[stream] = Answer()
        uploads[stream] = body ?? []
        if isOpen { open.insert(stream) }
        return stream
    }

    /// Adds to an upload that was left open; the last piece closes it.
    func upload(_ bytes: [UInt8], on stream: Int32, isLast: Bool = false) {
        uploads[stream, default: []] += bytes
        if isLast { open.remove(stream) }
        unsafe nghttp2_session_resume_data(session, stream)
    }

    /// Sends trailers on a stream whose upload has been taken.
    func trailers(_ fields: [(String, String)], on stream: Int32) {
        _ = unsafe withFields(fields) { list in
            unsafe nghttp2_submit_trailer(session, stream, list.baseAddress, list.count)
        }
    }

    /// Resets a stream.
    func reset(_ stream: Int32, code: UInt32 = NGHTTP2_CANCEL.rawValue) {
        unsafe nghttp2_submit_rst_stream(session, 0, stream, code)
    }

    /// Sends a ping.
    func ping() {
        unsafe nghttp2_submit_ping(session, 0, nil)
    }

    /// Sends settings.
    func submit(settings: [nghttp2_settings_id: UInt32]) {
        let list = settings.map { nghttp2_settings_entry(settings_id: Int32($0.rawValue), value: $1) }
        unsafe nghttp2_submit_settings(session, 0, list, list.count)
    }

    /// Opens the stream's window, and the connection's, by `count` bytes.
    func consume(_ count: Int, on stream: Int32) {
        unsafe nghttp2_session_consume(session, stream, count)
    }

    /// Sets the connection's window.
    func setConnectionWindow(_ size: Int32) {
        unsafe nghttp2_session_set_local_window_size(session, 0, 0, size)
    }

    /// What is to be sent now.
    func output() -> [UInt8] {
        var bytes: [UInt8] = []
        var start: UnsafePointer<UInt8>?
        while case let count = unsafe nghttp2_session_mem_send(session, &start), count > 0 {
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        }
        return bytes
    }

    /// Takes what the server sent.
    func receive(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        let result = unsafe nghttp2_session_mem_recv(session, bytes, bytes.count)
        if result < 0 { failure = Int32(result) }
    }

    /// How much the server lets us send on a stream.
    func sendWindow(of stream: Int32) -> Int {
        Int(unsafe nghttp2_session_get_stream_remote_window_size(session, stream))
    }

    /// How much the server lets us send on the connection.
    var sendWindow: Int { Int(unsafe nghttp2_session_get_remote_window_size(session)) }

    /// A setting of the server's.
    func serverSetting(_ id: nghttp2_settings_id) -> UInt32 {
        unsafe nghttp2_session_get_remote_settings(session, id)
    }

    /// Gives `body` the fields as nghttp2 wants them.
    private func withFields(
        _ fields: [(String, String)], _ body: (UnsafeBufferPointer<nghttp2_nv>) -> Int32
    ) -> Int32 {
        var text = fields.flatMap { Array($0.0.utf8) + Array($0.1.utf8) }
        return unsafe text.withUnsafeMutableBufferPointer { text in
            var place = 0
            var list: [nghttp2_nv] = unsafe []
            for (name, value) in fields {
                let start = unsafe text.baseAddress.map { unsafe $0 + place }
                unsafe list.append(
                    nghttp2_nv(
                        name: start, value: start.map { unsafe $0 + name.utf8.count },
                        namelen: name.utf8.count, valuelen: value.utf8.count, flags: 0))
                place += name.utf8.count + value.utf8.count
            }
            return unsafe list.withUnsafeBufferPointer { unsafe body($0) }
        }
    }

    private static func setCallbacks(_ table: OpaquePointer?) {
        unsafe nghttp2_session_callbacks_set_on_header_callback(table) {
            _, frame, name, nameCount, value, valueCount, _, context in
            guard let stream = unsafe frame?.pointee.hd.stream_id else { return 0 }
            let name = unsafe String(
                decoding: UnsafeBufferPointer(start: name, count: nameCount), as: UTF8.self)
            let value = unsafe String(
                decoding: UnsafeBufferPointer(start: value, count: valueCount), as: UTF8.self)
            unsafe client(context).answers[stream, default: Answer()].add(name: name, value: value)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(table) {
            _, _, stream, start, count, context in
            let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
            unsafe client(context).answers[stream]?.body.append(contentsOf: bytes)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(table) { _, frame, context in
            guard let frame = unsafe frame?.pointee else { return 0 }
            unsafe client(context).received(frame)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(table) { _, stream, code, context in
            unsafe client(context).answers[stream]?.closed = code
            return 0
        }
    }

    private func received(_ frame: nghttp2_frame) {
        let header = unsafe frame.hd
        switch UInt32(header.type) {
        case NGHTTP2_DATA.rawValue, NGHTTP2_HEADERS.rawValue:
            if UInt32(header.type) == NGHTTP2_DATA.rawValue {
                answers[header.stream_id]?.frames.append(header.length)
            }
            if header.flags & 1 != 0 { answers[header.stream_id]?.isComplete = true }
        case NGHTTP2_GOAWAY.rawValue:
            goaways.append(unsafe (frame.goaway.last_stream_id, frame.goaway.error_code))
        case NGHTTP2_PING.rawValue where header.flags & 1 != 0:
            pingsAnswered += 1
        default:
            break
        }
    }

    /// Takes the next bytes of an upload; `nil` when there are none yet.
    fileprivate func nextUpload(of stream: Int32, limit: Int) -> (bytes: ArraySlice<UInt8>, isLast: Bool)? {
        guard let bytes = uploads[stream], !bytes.isEmpty || !open.contains(stream) else { return nil }
        let taken = bytes.prefix(limit)
        uploads[stream]?.removeFirst(taken.count)
        return (taken, taken.count == bytes.count && !open.contains(stream))
    }
}

extension HTTP2Client.Answer {
    fileprivate mutating func add(name: String, value: String) {
        guard name == ":status" else { return fields.append((name, value)) }
        if let status { interim.append(status) }
        status = Int(value)
    }
}

/// The client that a session belongs to.
private func client(_ context: UnsafeMutableRawPointer?) -> HTTP2Client {
    guard let context = unsafe context else { preconditionFailure("a session without its client") }
    return unsafe Unmanaged<HTTP2Client>.fromOpaque(context).takeUnretainedValue()
}

/// Copies an upload into nghttp2's frame.
private let readUpload: nghttp2_data_source_read_callback = { _, stream, target, limit, flags, _, context in
    guard let next = unsafe client(context).nextUpload(of: stream, limit: limit) else {
        return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    for (index, byte) in next.bytes.enumerated() { unsafe target?[index] = byte }
    if next.isLast { unsafe flags?.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
    return next.bytes.count
}
