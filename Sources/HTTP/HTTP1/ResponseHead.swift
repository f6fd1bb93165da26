internal import Bytes

/// How a response's body is delimited (RFC 9112 §6).
enum BodyFraming {
    /// There is none, and nothing is said about its length: 1xx, 204 and 304, and answers to HEAD that do not know.
    case none
    /// So many bytes; while a body is sent, how many are left.
    case length(Int)
    /// In chunks.
    case chunked
    /// By the end of the connection, which HTTP/1.0 needs when the length is not known.
    case untilClose
}

/// The head of a response, ready to be rendered.
struct ResponseHead {
    /// What `Connection` says (RFC 9112 §9.3, §9.6).
    enum Option {
        /// Nothing: an HTTP/1.1 connection goes on.
        case unsaid
        /// The connection ends after this response.
        case close
        /// An HTTP/1.0 connection goes on.
        case keepAlive
        /// The connection goes on as a WebSocket.
        case webSocket
    }

    /// How it went.
    let status: Status
    /// The service's fields.
    let fields: HeaderFields
    /// The lines for `date` and `server`.
    let dateLines: [UInt8]
    /// How the body is delimited.
    let framing: BodyFraming
    /// What becomes of the connection.
    let option: Option

    /// Renders the head into a queue. The status line says 1.1 to clients of 1.0 as well: it tells what we speak,
    /// not what they do (RFC 9110 §2.5).
    func write(to queue: OutboundQueue) {
        let fieldLines = fields.textBytes
        // 128 is more than what stands here as text, with the longest numbers.
        let most = 128 + status.phrase.utf8.count + dateLines.count + fieldLines.byteCount
        queue.write(atMost: most) { span in
            span.append("HTTP/1.1 ")
            span.append(decimal: max(status.code, 0))
            span.append(0x20)
            span.append(text: status.phrase)
            span.append("\r\n")
            span.append(dateLines)
            span.append(fields.textBytes)
            writeOption(to: &span)
            writeFraming(to: &span)
            span.append("\r\n")
        }
    }

    private func writeOption(to span: inout OutputRawSpan) {
        switch option {
        case .unsaid: break
        case .close: span.append("connection: close\r\n")
        case .keepAlive: span.append("connection: keep-alive\r\n")
        case .webSocket: span.append("connection: upgrade\r\nupgrade: websocket\r\n")
        }
    }

    private func writeFraming(to span: inout OutputRawSpan) {
        switch framing {
        case .none, .untilClose: break
        case .length(let count):
            span.append("content-length: ")
            span.append(decimal: max(count, 0))
            span.append("\r\n")
        case .chunked: span.append("transfer-encoding: chunked\r\n")
        }
    }
}
