import Bytes
import RTP

@testable import WebRTC

/// A publisher's packet with header extensions, and how one that is forwarded looks.
enum ForwardedSample {
    /// What the publisher calls the extensions that are passed on, and one that is not.
    static let publisher = map([
        (.audioLevel, 1), (.videoOrientation, 2), (.absoluteCaptureTime, 3), (.dependencyDescriptor, 4),
        (.mid, 5),
    ])

    static func map(_ entries: [(ExtensionKind, UInt8)]) -> ExtensionMap {
        var map = ExtensionMap()
        for (kind, id) in entries { _ = map.add(kind, id: id) }
        return map
    }

    /// A packet with these extensions and a payload of three octets.
    static func packet(
        _ elements: [(id: UInt8, value: [UInt8])], form: HeaderExtensionsWriter.Form = .oneByte
    ) -> [UInt8] {
        serialised { writer in
            RTPHeader.video(1).write(to: &writer, hasExtensions: !elements.isEmpty)
            if !elements.isEmpty {
                let block = HeaderExtensionsWriter(form, to: &writer)
                for element in elements {
                    block.begin(element.id, byteCount: element.value.count, to: &writer)
                    writer.write(element.value.bytes)
                }
                block.end(&writer)
            }
            writer.write([7, 8, 9].bytes)
        }
    }

    /// The header that a layout writes for a packet; `nil` when the packet makes no sense.
    static func written(_ layout: HeaderLayout, for packet: [UInt8]) -> [UInt8]? {
        let source = MediaSource(id: 1, extensions: publisher, isVideo: true)
        guard
            let forwarded = ForwardedPacket(
                whole: packet.bytes, of: source, at: ExtendedSequenceNumber(0), index: 0)
        else { return nil }
        var room = [UInt8](repeating: 0, count: HeaderLayout.maximumByteCount)
        var span = room.mutableBytes
        var writer = ByteWriter(&span)
        layout.write(
            .video(2), passing: forwarded.facts.extensions, of: forwarded.bytes,
            sentAt: AbsoluteSendTime(at: .milliseconds(500)), transportNumber: SequenceNumber(0x1234),
            to: &writer)
        let count = writer.isOverrun ? 0 : writer.count
        return Array(room[..<count])
    }

    /// The extensions of a header by identifier, and their form.
    static func extensions(of header: [UInt8]) -> (profile: UInt16, values: [UInt8: [UInt8]])? {
        guard let parsed = RTPHeader(header.bytes) else { return nil }
        var values: [UInt8: [UInt8]] = [:]
        var extensions = parsed.extensions(in: header.bytes)
        while let element = extensions.next() { values[element.id] = [UInt8](element.value) }
        return (parsed.extensionProfile, values)
    }
}
