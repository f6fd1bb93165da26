import Bytes
import RTP
import Testing
import Timing

@testable import SDP
@testable import WebRTC

@Suite struct SourceTableTests {
    typealias Binding = SourceTable.Binding

    /// A section as negotiation leaves it: payload type 96 repaired by 97 for video, 111 for audio.
    private static func section(
        _ mid: String?, _ kind: MediaKind = .video, layers: [String] = [], sources: [RemoteSource] = []
    ) -> NegotiatedMedia {
        let map = RTPMap(
            payloadType: kind == .video ? 96 : 111, encoding: kind == .video ? "VP8" : "opus",
            clockRate: 90_000,
            channels: 1)
        return NegotiatedMedia(
            index: 0, mid: mid, kind: kind, direction: .recvonly,
            formats: [
                NegotiatedFormat(format: MediaFormat(map), retransmission: kind == .video ? 97 : nil)
            ],
            extensions: [
                HeaderExtension(id: 1, .mid), HeaderExtension(id: 2, .rid),
                HeaderExtension(id: 3, .repairedRID),
            ],
            allowsMixedExtensions: false, layers: layers, remoteSources: sources, streams: [],
            localSources: [],
            allowsReducedSizeRTCP: true)
    }

    /// Looks up a packet with these header extensions.
    private static func find(
        _ table: inout SourceTable, _ ssrc: UInt32, type: UInt8 = 96,
        _ names: [(id: UInt8, name: String)] = [],
        at now: Instant = .zero
    ) -> SourceTable.Finding {
        let packet =
            [UInt8](capacity: 200) { writer in
                RTPHeader(
                    payloadType: PayloadType(type), sequenceNumber: SequenceNumber(1),
                    timestamp: RTPTimestamp(1),
                    ssrc: SSRC(ssrc)
                ).write(to: &writer, hasExtensions: true)
                let extensions = HeaderExtensionsWriter(.oneByte, to: &writer)
                for (id, name) in names {
                    extensions.begin(id, byteCount: name.utf8.count, to: &writer)
                    for byte in name.utf8 { writer.write(byte) }
                }
                extensions.end(&writer)
            } ?? []
        guard let header = RTPHeader(packet.bytes) else { return .unknown }
        return table.find(header, in: packet.bytes, at: now)
    }

    @Test("layers are found by mid and rid, their repairs by the repaired rid; then by SSRC alone")
    func simulcast() {
        var table = SourceTable([Self.section("0", .audio), Self.section("1", layers: ["l", "m", "h"])])
        let high = Self.find(&table, 7, [(1, "1"), (2, "h")])
        let repair = Self.find(&table, 8, type: 97, [(1, "1"), (3, "h")])
        let audio = Self.find(&table, 9, type: 111, [(1, "0")])
        let again = Self.find(&table, 7)
        #expect(high == .new(Binding(section: 1, layer: 2, isRepair: false), replaced: nil))
        #expect(repair == .new(Binding(section: 1, layer: 2, isRepair: true), replaced: nil))
        #expect(audio == .new(Binding(section: 0, layer: 0, isRepair: false), replaced: nil))
        #expect(again == .known(Binding(section: 1, layer: 2, isRepair: false)))
    }

    @Test("a rid alone names its section, a repair is told by its payload type")
    func ridAlone() {
        var table = SourceTable([Self.section("0", layers: ["a"]), Self.section("1", layers: ["b"])])
        let found = Self.find(&table, 7, type: 97, [(2, "b")])
        #expect(found == .new(Binding(section: 1, layer: 0, isRepair: true), replaced: nil))
    }

    @Test("a packet whose mid or rid nobody agreed on, or whose layer is not said, is nobody's")
    func nobody() {
        var table = SourceTable([Self.section("0", .audio), Self.section("1", layers: ["l"])])
        let findings = [
            Self.find(&table, 1, [(1, "2")]), Self.find(&table, 2, [(1, "1"), (2, "x")]),
            Self.find(&table, 3, [(1, "1")]), Self.find(&table, 4), Self.find(&table, 5, type: 50),
        ]
        #expect(findings == Array(repeating: .unknown, count: 5) && table.count == 0)
    }

    @Test("announced SSRCs are known by SDP, the layers of a SIM group in its order")
    func announced() {
        let sources = [
            RemoteSource(ssrc: 10, retransmission: 20), RemoteSource(ssrc: 11, retransmission: 21),
        ]
        var table = SourceTable([Self.section(nil, sources: sources)])
        let findings = [
            Self.find(&table, 11), Self.find(&table, 21, type: 97), Self.find(&table, 10, [(1, "other")]),
        ]
        #expect(
            findings == [
                .new(Binding(section: 0, layer: 1, isRepair: false), replaced: nil),
                .new(Binding(section: 0, layer: 1, isRepair: true), replaced: nil), .unknown,
            ])
    }

    @Test("one who announces an SSRC and sends another is found by payload type")
    func payloadType() {
        var table = SourceTable([
            Self.section(nil, .audio), Self.section(nil, sources: [RemoteSource(ssrc: 10)]),
        ])
        let findings = [
            Self.find(&table, 99), Self.find(&table, 98, type: 97), Self.find(&table, 97, type: 111),
        ]
        #expect(
            findings == [
                .new(Binding(section: 1, layer: 0, isRepair: false), replaced: nil),
                .new(Binding(section: 1, layer: 0, isRepair: true), replaced: nil),
                .new(Binding(section: 0, layer: 0, isRepair: false), replaced: nil),
            ])
    }

    @Test("a payload type that two sections have names neither")
    func ambiguous() {
        var table = SourceTable([Self.section("0"), Self.section("1")])
        let found = Self.find(&table, 1)
        #expect(found == .unknown)
    }

    @Test("a new SSRC takes the place of the old one, whose stragglers do not take it back")
    func replacement() {
        var table = SourceTable([Self.section("0")])
        _ = Self.find(&table, 1, [(1, "0")])
        let second = Self.find(&table, 2, [(1, "0")], at: .milliseconds(100))
        let straggler = Self.find(&table, 1, [(1, "0")], at: .milliseconds(200))
        let returned = Self.find(&table, 1, [(1, "0")], at: .milliseconds(2100))
        let place = Binding(section: 0, layer: 0, isRepair: false)
        #expect(second == .new(place, replaced: SSRC(1)))
        #expect(straggler == .unknown)
        #expect(returned == .new(place, replaced: SSRC(2)))
    }

    @Test("a sender that changes its SSRC with each packet is not followed for long")
    func flighty() {
        var table = SourceTable([Self.section("0")], limit: 8)
        for ssrc: UInt32 in 1...8 { _ = Self.find(&table, ssrc, [(1, "0")]) }
        let ninth = Self.find(&table, 9, [(1, "0")], at: .milliseconds(100))
        let last = Self.find(&table, 8, at: .milliseconds(100))
        let later = Self.find(&table, 9, [(1, "0")], at: .milliseconds(2100))
        let place = Binding(section: 0, layer: 0, isRepair: false)
        #expect(ninth == .unknown && last == .known(place))
        #expect(later == .new(place, replaced: SSRC(8)))
    }

    @Test("the number of SSRCs is bounded, and those that are heard are kept")
    func bounded() {
        let sources = (100..<200).map { RemoteSource(ssrc: $0, retransmission: $0 + 1000) }
        var table = SourceTable([Self.section("0", sources: sources), Self.section("1", .audio)], limit: 8)
        #expect(table.count == 8)
        let live = Self.find(&table, 1, type: 111, [(1, "1")])
        #expect(live == .new(Binding(section: 1, layer: 0, isRepair: false), replaced: nil))
        for ssrc: UInt32 in 2..<500 { _ = Self.find(&table, ssrc, [(1, "0")]) }
        let known = Self.find(&table, 1)
        #expect(table.count == 8 && known == .known(Binding(section: 1, layer: 0, isRepair: false)))
        table.remove(SSRC(1))
        #expect(table.count == 7)
    }
}
