import Bytes
import RTP
import Simulation
import Testing

@Suite struct RTCPPacketsTests {
    /// One good datagram of every kind of message.
    static let samples: [[UInt8]] = [
        serialised { writer in
            ReportTests.report.write(blocks: [ReportTests.block], to: &writer)
            SourceDescription.write(source: SSRC(1), cname: "camera", to: &writer)
        },
        serialised { writer in
            ReceiverReport.write(
                sender: SSRC(1), blocks: [ReportTests.block, ReportTests.block], to: &writer)
            ExtendedReport.write(sender: SSRC(1), referenceTime: NTPTime(5), to: &writer)
            ExtendedReport.write(
                sender: SSRC(1),
                delays: [.init(receiver: SSRC(2), lastReference: 3, delaySinceLastReference: 4)], to: &writer)
        },
        serialised { writer in
            _ = GenericNACK.write(
                sender: SSRC(1), source: SSRC(2), numbers: [SequenceNumber(7), SequenceNumber(9)], to: &writer
            )
            PictureLossIndication(sender: SSRC(1), source: SSRC(2)).write(to: &writer)
            FullIntraRequest.write(
                sender: SSRC(1), entries: [.init(source: SSRC(2), requestNumber: 3)], to: &writer)
            BitrateEstimate.write(sender: SSRC(1), bitsPerSecond: 2_500_000, sources: [SSRC(2)], to: &writer)
            Goodbye.write(sources: [SSRC(1), SSRC(2)], reason: "bye", to: &writer)
        },
        TransportFeedbackTests.mixed,
    ]

    @Test("packets are read one after the other")
    func compound() {
        let kinds = messages(in: Self.samples[0] + Self.samples[2])
        #expect(kinds?.count == 7)
        #expect(kinds?.contains { if case .malformed = $0 { true } else { false } } == false)
    }

    @Test("an unknown message is passed over, APP too")
    func unknown() {
        let app: [UInt8] = [0x81, 204, 0, 2, 0, 0, 0, 1, 0x61, 0x62, 0x63, 0x64]
        let pli: [UInt8] = [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
        let loss = Message.pictureLoss(PictureLossIndication(sender: SSRC(1), source: SSRC(2)))
        #expect(messages(in: app + pli) == [.other(type: 204, count: 1), loss])
    }

    @Test("a body that cannot be right does not spoil its neighbours")
    func malformed() {
        let short: [UInt8] = [0x81, 206, 0, 1, 0, 0, 0, 1]
        let pli: [UInt8] = [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]
        let loss = Message.pictureLoss(PictureLossIndication(sender: SSRC(1), source: SSRC(2)))
        #expect(messages(in: short + pli) == [.malformed(type: 206), loss])
    }

    @Test(
        "a datagram that its packets do not fill exactly is no RTCP",
        arguments: [
            [], [0x80], [0x80, 201, 0],  // no whole head
            [0x80, 201, 0, 1],  // a word announced, none there
            [0x80, 201, 0, 1, 0, 0, 0, 1, 0x80],  // an octet too many
            [0x40, 201, 0, 1, 0, 0, 0, 1],  // version 1
            [0x80, 201, 0, 1, 0, 0, 0, 1, 0x00, 201, 0, 0],  // version 0 behind a good one
        ] as [[UInt8]])
    func framing(datagram: [UInt8]) {
        #expect(messages(in: datagram) == nil)
    }

    @Test(
        "padding is taken off, by single octets too, and must be there",
        arguments: [(1, true), (4, true), (8, true), (12, true), (0, false), (13, false), (255, false)])
    func padding(count: UInt8, isValid: Bool) {
        let datagram: [UInt8] = [0xA1, 205, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, count]
        #expect((messages(in: datagram) != nil) == isValid)
    }

    @Test("padding is no part of the last entry")
    func paddingBehindEntries() {
        let datagram: [UInt8] = [0xA1, 205, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 7, 0, 0, 0, 0, 0, 4]
        #expect(messages(in: datagram) == [.nack(SSRC(1), SSRC(2), [7])])
    }

    @Test(
        "RTCP is told from RTP by its second octet",
        arguments: [(191, false), (192, true), (200, true), (223, true), (224, false), (96, false)])
    func demultiplex(second: UInt8, isRTCP: Bool) {
        let (packet, short): ([UInt8], [UInt8]) = ([0x80, second], [0x80])
        let answers = [RTCPPackets.isRTCP(packet.bytes), RTCPPackets.isRTCP(short.bytes)]
        #expect(answers == [isRTCP, false])
    }

    @Test("a datagram cut anywhere but between packets is refused")
    func truncation() {
        for sample in Self.samples {
            for count in 0..<sample.count {
                guard let read = messages(in: Array(sample.prefix(count))) else { continue }
                #expect(count % 4 == 0 && read == Array((messages(in: sample) ?? []).prefix(read.count)))
            }
        }
    }

    @Test("damaged datagrams never trap")
    func mutations() {
        var accepted = 0
        for datagram in Mutations(of: Self.samples) {
            accepted += messages(in: datagram)?.count ?? 0
        }
        #expect(accepted > 1000)
    }

    /// Most damage breaks the framing, so the bodies are shown more of it behind a head that fits.
    @Test("damaged bodies never trap", arguments: samples.indices)
    func bodies(index: Int) {
        var accepted = 0
        for sample in Mutations(of: [Self.samples[index]]) {
            var datagram = Array(sample.prefix(sample.count / 4 * 4))
            guard datagram.count >= 4 else { continue }
            datagram[0] = datagram[0] & 0x1F | 0x80
            datagram[1] = 200 + datagram[1] % 8
            datagram[2] = 0
            datagram[3] = UInt8(datagram.count / 4 - 1)
            accepted += messages(in: datagram)?.count ?? 0
        }
        #expect(accepted > 1000)
    }
}
