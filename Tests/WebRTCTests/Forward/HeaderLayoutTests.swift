import Bytes
import RTP
import Testing

@testable import WebRTC

@Suite struct HeaderLayoutTests {
    private static let long = [UInt8](1...40)
    private static let sample: [(id: UInt8, value: [UInt8])] = [
        (1, [0x85]), (2, [3]), (4, [UInt8](1...16)), (5, [0x30]),
    ]

    /// What a viewer with these identifiers gets of a packet.
    private static func layOut(
        _ packet: [UInt8], for viewer: [(ExtensionKind, UInt8)], allowsTwoByte: Bool = false
    ) -> (profile: UInt16, values: [UInt8: [UInt8]])? {
        let layout = HeaderLayout(ForwardedSample.map(viewer), allowsTwoByte: allowsTwoByte)
        return ForwardedSample.written(layout, for: packet).flatMap(ForwardedSample.extensions)
    }

    @Test("values go under the viewer's identifiers, beside those of this transport")
    func identifiers() throws {
        let laidOut = try #require(
            Self.layOut(
                ForwardedSample.packet(Self.sample),
                for: [
                    (.audioLevel, 7), (.dependencyDescriptor, 8), (.absoluteSendTime, 9),
                    (.transportSequence, 10), (.mid, 11),
                ]))
        #expect(laidOut.profile == 0xBEDE)
        // Half a second is half of 2^18 in 24 bits; the publisher's mid is its own.
        #expect(
            laidOut.values == [7: [0x85], 8: [UInt8](1...16), 9: [0x02, 0, 0], 10: [0x12, 0x34]])
    }

    @Test("a viewer that knows nothing gets a header without extensions, and so does a packet without any")
    func bare() {
        let layouts = [
            Self.layOut(ForwardedSample.packet(Self.sample), for: []),
            Self.layOut(ForwardedSample.packet([]), for: [(.audioLevel, 7)]),
            Self.layOut(ForwardedSample.packet([(2, [3])]), for: [(.audioLevel, 7)], allowsTwoByte: true),
        ]
        #expect(layouts.allSatisfy { $0?.profile == 0 && $0?.values.isEmpty == true })
    }

    @Test(
        "what is longer than 16 octets makes the header two-byte where that is allowed, and is left out elsewhere"
    )
    func longValues() throws {
        let packet = ForwardedSample.packet([(4, Self.long), (1, [0x85])], form: .twoByte)
        let viewer: [(ExtensionKind, UInt8)] = [
            (.audioLevel, 7), (.dependencyDescriptor, 8), (.transportSequence, 10),
        ]
        let mixed = try #require(Self.layOut(packet, for: viewer, allowsTwoByte: true))
        #expect(mixed.profile == 0x1000)
        #expect(mixed.values == [7: [0x85], 8: Self.long, 10: [0x12, 0x34]])
        let plain = try #require(Self.layOut(packet, for: viewer))
        #expect(plain.profile == 0xBEDE && plain.values == [7: [0x85], 10: [0x12, 0x34]])
        // Short ones go the short way, whatever is allowed.
        let short = Self.layOut(ForwardedSample.packet(Self.sample), for: viewer, allowsTwoByte: true)
        #expect(short?.profile == 0xBEDE && short?.values[8] == [UInt8](1...16))
    }

    @Test(
        "identifiers above 14 are left out where two-byte headers are not allowed, and written where they are"
    )
    func largeIdentifiers() throws {
        let viewer: [(ExtensionKind, UInt8)] = [
            (.audioLevel, 17), (.videoOrientation, 3), (.absoluteSendTime, 16), (.transportSequence, 255),
        ]
        let packet = ForwardedSample.packet(Self.sample)
        let plain = try #require(Self.layOut(packet, for: viewer))
        #expect(plain.profile == 0xBEDE && plain.values == [3: [3]])
        let mixed = try #require(Self.layOut(packet, for: viewer, allowsTwoByte: true))
        #expect(mixed.profile == 0x1000)
        #expect(mixed.values == [17: [0x85], 3: [3], 16: [0x02, 0, 0], 255: [0x12, 0x34]])
    }

    @Test("the longest values that exist fit in the room for a header")
    func longest() throws {
        let value = [UInt8](repeating: 9, count: 255)
        let packet = ForwardedSample.packet((1...4).map { ($0, value) }, form: .twoByte)
        let viewer: [(ExtensionKind, UInt8)] = [
            (.audioLevel, 1), (.videoOrientation, 2), (.absoluteCaptureTime, 3), (.dependencyDescriptor, 4),
            (.absoluteSendTime, 5), (.transportSequence, 6),
        ]
        let laidOut = try #require(Self.layOut(packet, for: viewer, allowsTwoByte: true))
        #expect(laidOut.values.count == 6 && laidOut.values[4] == value)
    }

    @Test("a delay is asked of those who know the extension, where one is to be asked for")
    func playoutDelay() throws {
        let delay = PlayoutDelay(minimum: .milliseconds(200), maximum: .milliseconds(400))
        for (delay, viewer, value) in [
            (delay, [(.playoutDelay, 6)], [0x01, 0x40, 0x28]), (delay, [(.mid, 6)], nil),
            (nil, [(.playoutDelay, 6)], nil),
        ] as [(PlayoutDelay?, [(ExtensionKind, UInt8)], [UInt8]?)] {
            let layout = HeaderLayout(ForwardedSample.map(viewer), allowsTwoByte: false, delay: delay)
            let written = try #require(ForwardedSample.written(layout, for: ForwardedSample.packet([])))
            #expect(ForwardedSample.extensions(of: written)?.values[6] == value)
        }
    }
}
