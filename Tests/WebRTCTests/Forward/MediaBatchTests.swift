import Bytes
import RTP
import Testing

@testable import SDP
@testable import WebRTC

@Suite struct MediaBatchTests {
    private static let format = RTPMap("96 VP8/90000").map { MediaFormat($0) }

    /// Adds a packet of so many octets of payload.
    private func add(_ count: Int, number: UInt16, to writer: inout MediaBatch.Writer) throws {
        let bytes = serialised { output in
            RTPHeader.video(number).write(to: &output)
            output.write([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count).bytes)
        }
        let format = try #require(Self.format), parsed = RTPHeader(bytes.bytes)
        let origin = MediaBatch.Origin(source: 7, kind: .video, format: format, extensions: ExtensionMap())
        let header = try #require(parsed)
        let packet = ReceivedPacket(
            section: 0, layer: 0, header: header, place: ExtendedSequenceNumber(Int64(number)),
            range: 0..<bytes.count, payload: 12..<bytes.count, extensions: ForwardedExtensions(),
            canBegin: false, isRestart: false)
        writer.append(
            packet, in: bytes.bytes, of: 0, among: [origin], captured: nil, isPreferred: true)
    }

    @Test("packets lie one behind the other, each with what is known of it")
    func contents() throws {
        var writer = MediaBatch.Writer()
        let nothing = writer.finish()
        #expect(writer.isEmpty && nothing == nil)
        try add(100, number: 1, to: &writer)
        try add(50, number: 2, to: &writer)
        #expect(!writer.isEmpty)
        let finished = writer.finish(), other = writer.finish()
        let batch = try #require(finished)
        #expect(writer.isEmpty && other == nil)
        #expect(batch.packets.map(\.range) == [0..<112, 112..<174] && batch.bytes.count == 174)
        #expect(batch.packets.map(\.place.value) == [1, 2] && batch.origins.map(\.source) == [7])
        #expect(Array(batch.bytes[124..<174]) == Array(repeating: 2, count: 50))
    }

    @Test("a batch that somebody refers to is not written to again; one that nobody does is")
    func reuse() throws {
        var writer = MediaBatch.Writer()
        try add(10, number: 1, to: &writer)
        var held = writer.finish()
        let (first, bytes) = (held.map(ObjectIdentifier.init), held?.bytes)
        for number: UInt16 in 2..<50 {
            try add(10, number: number, to: &writer)
            let other = writer.finish()
            #expect(other.map(ObjectIdentifier.init) != first && other?.packets.count == 1)
        }
        #expect(held?.bytes == bytes && held?.packets.first?.place.value == 1)
        held = nil
        var isReused = false
        for number: UInt16 in 50..<60 {
            try add(10, number: number, to: &writer)
            isReused = isReused || writer.finish().map(ObjectIdentifier.init) == first
        }
        #expect(isReused)
    }

    @Test("few batches in use at once make a small stock, in the order of their making")
    func stock() throws {
        var writer = MediaBatch.Writer()
        var held: [MediaBatch] = []
        var seen: Set<ObjectIdentifier> = []
        for number: UInt16 in 0..<5000 {
            try add(10, number: number, to: &writer)
            let finished = writer.finish()
            let batch = try #require(finished)
            #expect(batch.packets.map(\.place.value) == [Int64(number)])
            seen.insert(ObjectIdentifier(batch))
            held.append(batch)
            if held.count > 30 { held.removeFirst() }
        }
        #expect(seen.count <= 40)
        let numbers = held.compactMap { $0.packets.first?.place.value }
        #expect(numbers == Array(4970..<5000))
    }
}
