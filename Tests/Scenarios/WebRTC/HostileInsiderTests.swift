import Bytes
import ICE
import RTP
import SDP
import SFU
import Simulation
import Testing
import Timing
import WebRTC

/// Clients that have keys and send what makes no sense: it is authentic, and gets further than a stranger's.
@Suite struct HostileInsiderTests {
    /// Some packets as a publisher sends them, in the clear: media with extensions in both forms, a repeat, padding.
    private static func media(of publisher: PeerHost) -> [[UInt8]] {
        let section = publisher.peer.session.media[publisher.section(.video)]
        guard let source = section.localSources.first, let format = section.formats.first else { return [] }
        func packet(_ type: UInt8, _ ssrc: UInt32, _ payload: [UInt8], _ form: HeaderExtensionsWriter.Form)
            -> [UInt8]
        {
            [UInt8](capacity: 400) { writer in
                RTPHeader(
                    payloadType: PayloadType(type), sequenceNumber: SequenceNumber(0),
                    timestamp: RTPTimestamp(90_000), ssrc: SSRC(ssrc)
                )
                .write(to: &writer, hasExtensions: true)
                let block = HeaderExtensionsWriter(form, to: &writer)
                for each in section.extensions {
                    // A made-up mid or rid would make it nobody's.
                    guard let id = UInt8(exactly: each.id), id < 15, !each.uri.contains("sdes") else {
                        continue
                    }
                    block.begin(id, byteCount: 3, to: &writer)
                    writer.write([id, 2, 3].bytes)
                }
                block.end(&writer)
                writer.write(payload.bytes)
            } ?? []
        }
        let keyframe: [UInt8] = [0x10, 0x00] + [UInt8](repeating: 9, count: 60)
        var padding = packet(format.format.payloadType, source.ssrc, [0, 0, 0, 4], .oneByte)
        padding[0] |= 0x20
        return [
            packet(format.format.payloadType, source.ssrc, keyframe, .oneByte),
            packet(format.format.payloadType, source.ssrc, keyframe, .twoByte),
            packet(format.retransmission ?? 0, source.retransmission ?? 0, [0, 7] + keyframe, .oneByte),
            padding,
        ]
    }

    /// Messages of every kind about a source of the other side's.
    private static func reports(of source: SSRC, from sender: SSRC) -> [[UInt8]] {
        func message(_ write: (inout ByteWriter) -> Void) -> [UInt8] {
            [UInt8](capacity: 400, writing: write) ?? []
        }
        let block = ReportBlock(
            source: source, fractionLost: 20, cumulativeLost: 100, highestSequence: 70_000, jitter: 30,
            lastReport: 1, delaySinceLastReport: 2)
        let sources = [sender.value, source.value].flatMap { value in
            (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) }
        }
        return [
            message { ReceiverReport.write(sender: sender, blocks: [block, block], to: &$0) },
            message {
                SenderReport(
                    sender: sender, ntpTime: NTPTime(1 << 60), timestamp: RTPTimestamp(1), packetCount: 1,
                    octetCount: 1
                )
                .write(blocks: [block], to: &$0)
            },
            message { SourceDescription.write(source: sender, cname: "somebody", to: &$0) },
            message { PictureLossIndication(sender: sender, source: source).write(to: &$0) },
            message {
                FullIntraRequest.write(
                    sender: sender, entries: [FullIntraRequest.Entry(source: source, requestNumber: 1)],
                    to: &$0)
            },
            message { ExtendedReport.write(sender: sender, referenceTime: NTPTime(1 << 50), to: &$0) },
            message { Goodbye.write(sources: [sender], to: &$0) },
            // A generic NACK for 5 times 17 packets, feedback of a transport, and REMB.
            [0x81, 205, 0, 7] + sources + (0..<5).flatMap { [UInt8($0), 0, 255, 255] },
            [0x8F, 205, 0, 5] + sources + [0, 1, 0, 4, 0, 0, 1, 0, 0x20, 4, 10, 10],
            [0x8F, 206, 0, 5] + sources + [0x52, 0x45, 0x4D, 0x42, 1, 0x0A, 0xFF, 0xFF] + sources[4...],
        ]
    }

    /// Hands a datagram over as if `host` had sent it, and lets a moment pass now and then.
    private static func give(_ datagram: [UInt8]?, of host: PeerHost, _ call: Broadcast, number: Int) {
        guard let datagram else { return }
        call.exchange.handle(
            datagram.bytes, on: Path(local: Place.server, remote: host.place), at: call.now)
        if number % 8 == 0 { call.run(for: .milliseconds(1)) }
    }

    @Test("a publisher's packets without sense harm neither the server nor viewers")
    func publisher() throws {
        let call = Broadcast(seed: 61)
        let publisher = try call.publish()
        let viewer = try call.play()
        call.run(for: .seconds(2))
        publisher.tracks = []
        let samples = Self.media(of: publisher)
        var random = SeededGenerator(seed: 62)
        // The packet index of the stream, and that of its repair stream.
        let newest = publisher.newest(in: publisher.section(.video))
        var indices: [Int64] = [try #require(newest), 100]
        for (number, damaged) in Mutations(of: samples).enumerated() {
            var packet = damaged
            guard packet.count >= 12 else { continue }
            // Numbers mostly go on, and sometimes jump, as the keys allow. Packets belong to a stream, but for some of the
            // last thousand, since a new source takes the place of the one before it.
            let isRepair = number % samples.count == 2
            indices[isRepair ? 1 : 0] += number % 200 == 0 ? Int64(random.next() % 10_000) : 1
            let index = indices[isRepair ? 1 : 0]
            packet[0] = 0x80 | packet[0] & 0x3F
            (packet[2], packet[3]) = (UInt8(index >> 8 & 255), UInt8(index & 255))
            packet[1] = samples[number % samples.count][1] | damaged[1] & 0x80
            packet.replaceSubrange(8..<12, with: samples[number % samples.count][8..<12])
            if number % 8 == 0, number > 9000 { packet[9] = UInt8(truncatingIfNeeded: random.next()) }
            Self.give(publisher.seal(packet, index: index), of: publisher, call, number: number)
        }
        call.run(for: .seconds(1))
        let session = try #require(call.exchange.session(publisher.key))
        #expect(session.peer.traffic.packetsReceived > 3000)
        #expect(call.exchange.sessionCount == 2 && viewer.peer.isConnected && call.server.ended.isEmpty)
        #expect(viewer.peer.traffic.packetsReceived > 1000)
        // One who comes after it all has a stream that works.
        _ = try call.publish(at: Place.guest(5), takesOver: true)
        call.run(for: .milliseconds(500))
        let resumed = call.now
        call.run(for: .seconds(5))
        let after = viewer.played(.video).filter { $0.arrived > resumed }
        #expect(after.count > 200 && Playback(after).isWhole)
    }

    @Test("reports without sense, of a viewer or a publisher, harm nobody else", arguments: [true, false])
    func reports(isPublisher: Bool) throws {
        let call = Broadcast(seed: 63)
        let publisher = try call.publish()
        let viewers = [try call.play(), try call.play(at: Place.guest(2))]
        call.run(for: .seconds(2))
        let began = call.now
        let hostile = isPublisher ? publisher : viewers[0]
        let media = hostile.peer.session.media[hostile.section(.video)]
        let source = isPublisher ? media.localSources.first?.ssrc : media.remoteSources.first?.ssrc
        let samples = Self.reports(of: SSRC(try #require(source)), from: SSRC(try #require(source)))
        for (number, damaged) in Mutations(of: samples).enumerated() where damaged.count >= 8 {
            var packet = damaged
            packet[0] = 0x80 | packet[0] & 0x3F
            if number % 4 != 0 { packet[1] = samples[number % samples.count][1] }
            Self.give(hostile.sealRTCP(packet), of: hostile, call, number: number)
        }
        call.run(for: .seconds(2))
        #expect(call.exchange.sessionCount == 3 && call.server.ended.isEmpty)
        #expect(viewers[1].peer.isConnected && Playback(viewers[1].played(.video)).isWhole)
        // What one asks for costs the publisher one keyframe each half a second, and others nothing.
        let asked = publisher.keyframeRequests.count { $0 > began }
        #expect(Double(asked) <= began.duration(to: call.now).seconds * 2 + 1)
        #expect(viewers[1].played(.video).last.map { $0.delay < .milliseconds(70) } == true)
    }
}
