internal import WebRTC

/// Makes the packets of a frame equally long, so that the kernel takes them as one run.
///
/// Encoders split a frame into packets whose sizes differ by an octet at most. One octet of padding makes the shorter ones
/// as long as the others (RFC 3550 §5.1): it is there once, behind each packet of a batch, and sealed with the payload.
enum FramePadding {
    /// Pads those of some packets that are one octet shorter than the longest of their frame, which are packets of one
    /// timestamp.
    static func pad(_ packets: inout [OutgoingPacket], in range: Range<Int>) {
        var first = range.lowerBound
        while first < range.upperBound {
            var (end, longest) = (first, 0)
            while end < range.upperBound, packets[end].timestamp == packets[first].timestamp {
                longest = max(longest, packets[end].payloadByteCount)
                end += 1
            }
            for index in first..<end where packets[index].payloadByteCount == longest - 1 {
                packets[index] = packets[index].padded()
            }
            first = end
        }
    }
}
