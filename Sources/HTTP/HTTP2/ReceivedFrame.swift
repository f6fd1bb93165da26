internal import CNGHTTP2

/// What the connection wants to know of a frame that has come in whole.
struct ReceivedFrame {
    /// What kind of frame it is.
    enum Kind {
        case data, headers, settings, ping, other
    }

    /// What kind of frame it is.
    let kind: Kind
    /// Which stream it is on, 0 for the connection.
    let stream: Int32
    /// Whether it was the last of its stream.
    let endsStream: Bool
    /// Whether it answers one of ours.
    let isAcknowledgement: Bool

    /// What matters of nghttp2's view of the frame.
    init(_ header: nghttp2_frame_hd) {
        kind =
            switch UInt32(header.type) {
            case NGHTTP2_DATA.rawValue: .data
            case NGHTTP2_HEADERS.rawValue: .headers
            case NGHTTP2_SETTINGS.rawValue: .settings
            case NGHTTP2_PING.rawValue: .ping
            default: .other
            }
        stream = header.stream_id
        endsStream =
            (kind == .data || kind == .headers)
            && header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        isAcknowledgement =
            (kind == .settings || kind == .ping) && header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0
    }
}
