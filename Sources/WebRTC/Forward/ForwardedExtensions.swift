internal import Bytes
public import RTP

/// The header extensions of a publisher's packet that viewers get as they came: what they tell is true for everyone.
///
/// Found once a packet, written for each viewer under the viewer's own identifiers. The others are about one
/// transport (when a packet was sent, its number there) or one session (mid, rid), and are written anew or left out.
public struct ForwardedExtensions: Sendable {
    /// What is passed on. Values longer than 255 octets do not exist.
    static let kinds: [ExtensionKind] = [
        .audioLevel, .videoOrientation, .absoluteCaptureTime, .dependencyDescriptor,
    ]

    /// Where each of `kinds` is in the packet; a count of 0 where it is not.
    private var starts = InlineArray<4, UInt16>(repeating: 0)
    private var counts = InlineArray<4, UInt8>(repeating: 0)

    /// Nothing to pass on.
    public init() {}

    /// What a packet has, by the identifiers that its sender uses.
    public init(of header: RTPHeader, in packet: RawSpan, map: ExtensionMap) {
        var offset = header.extensionRange.lowerBound
        var extensions = header.extensions(in: packet)
        let block = header.extensionRange.count
        while let element = extensions.next() {
            // The value ends where reading goes on.
            offset = header.extensionRange.lowerBound + block - extensions.remaining
            guard let kind = map.kind(of: element.id), let index = Self.kinds.firstIndex(of: kind),
                let start = UInt16(exactly: offset - element.value.byteCount)
            else { continue }
            starts[index] = start
            counts[index] = UInt8(truncatingIfNeeded: element.value.byteCount)
        }
    }

    /// What the frame in a packet depends on; `nil` where the packet does not tell.
    @_lifetime(copy packet)
    public func dependencyDescriptor(in packet: RawSpan) -> RawSpan? {
        counts[Self.dependencies] > 0 ? value(at: Self.dependencies, in: packet) : nil
    }

    /// Whether a packet tells what its frame depends on: whoever gets that goes by it, and not by the payload.
    @inline(__always)
    var isDescribed: Bool { counts[Self.dependencies] > 0 }

    /// How loud the audio in a packet is; `nil` where the packet does not tell.
    public func audioLevel(in packet: RawSpan) -> AudioLevel? {
        counts[0] > 0 ? AudioLevel(value(at: 0, in: packet)) : nil
    }

    /// Where the dependency descriptor is among `kinds`.
    static let dependencies = 3

    /// Leaves one out.
    mutating func remove(_ kind: ExtensionKind) {
        if let index = Self.kinds.firstIndex(of: kind) { counts[index] = 0 }
    }

    /// How many octets a value has; 0 when it is not there.
    func byteCount(at index: Int) -> Int { Int(counts[index]) }

    /// The value of one of `kinds`.
    @_lifetime(copy packet)
    func value(at index: Int, in packet: RawSpan) -> RawSpan {
        let start = Int(starts[index])
        let end = start + Int(counts[index])
        return packet.extracting(end <= packet.byteCount ? start..<end : 0..<0)
    }
}
