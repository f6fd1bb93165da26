import Bytes
import RTP
import Testing
import WebRTC

@Suite struct CompoundWriterTests {
    private static func writer(reduced: Bool) -> CompoundWriter {
        CompoundWriter(sender: SSRC(1), cname: "name", allowsReducedSize: reduced)
    }

    private static func block(_ source: UInt32) -> ReportBlock {
        ReportBlock(
            source: SSRC(source), fractionLost: 0, cumulativeLost: 0, highestSequence: 0, jitter: 0,
            lastReport: 0,
            delaySinceLastReport: 0)
    }

    private static func report(_ sender: UInt32) -> SenderReport {
        SenderReport(
            sender: SSRC(sender), ntpTime: NTPTime(1), timestamp: RTPTimestamp(1), packetCount: 1,
            octetCount: 1)
    }

    private static let loss = PictureLossIndication(sender: SSRC(1), source: SSRC(7))

    @Test("feedback goes alone where that was agreed, and behind an empty report where not")
    func reducedSize() {
        var (alone, led) = (Self.writer(reduced: true), Self.writer(reduced: false))
        alone.append { Self.loss.write(to: &$0) }
        led.append { Self.loss.write(to: &$0) }
        #expect(alone.take().map(Message.all) == [[.pictureLoss(SSRC(7))]])
        #expect(
            led.take().map(Message.all) == [
                [.receiverReport(SSRC(1), blocks: 0), .name("name"), .pictureLoss(SSRC(7))]
            ])
        #expect(alone.take() == [] && led.take() == [])
    }

    @Test("reports come first, then the name, then feedback")
    func order() {
        var writer = Self.writer(reduced: false)
        writer.append([Self.report(2), Self.report(3)], [Self.block(7)])
        writer.append { Self.loss.write(to: &$0) }
        #expect(
            writer.take().map(Message.all) == [
                [
                    .senderReport(SSRC(2), blocks: 1), .senderReport(SSRC(3), blocks: 0), .name("name"),
                    .pictureLoss(SSRC(7)),
                ]
            ])
    }

    @Test("more blocks than a report holds go on in the next", arguments: [true, false])
    func manyBlocks(reduced: Bool) {
        var writer = Self.writer(reduced: reduced)
        writer.append([], (0..<100).map { Self.block($0) })
        let datagrams = writer.take()
        #expect(datagrams.allSatisfy { $0.count <= CompoundWriter.maximumByteCount })
        let messages = datagrams.compactMap(Message.all).flatMap(\.self)
        let blocks = messages.reduce(0) { sum, message in
            if case .receiverReport(_, let count) = message { sum + count } else { sum }
        }
        #expect(blocks == 100 && messages.contains(.name("name")))
    }

    @Test("a flood of feedback is cut into datagrams that each stand by themselves")
    func flood() {
        var writer = Self.writer(reduced: false)
        let numbers = (0..<1000).map { SequenceNumber(UInt16($0 * 40)) }
        writer.append(nackFor: numbers, of: SSRC(7))
        for _ in 0..<50 { writer.append { Self.loss.write(to: &$0) } }
        let datagrams = writer.take()
        #expect(datagrams.allSatisfy { $0.count <= CompoundWriter.maximumByteCount } && datagrams.count > 3)
        let messages = datagrams.compactMap(Message.all)
        #expect(messages.allSatisfy { $0.first == .receiverReport(SSRC(1), blocks: 0) && $0.count > 2 })
        let asked = messages.flatMap(\.self).flatMap { message -> [UInt16] in
            if case .nack(let numbers) = message { numbers } else { [] }
        }
        #expect(asked == numbers.map(\.value))
    }

    @Test("what is longer than a datagram is left out")
    func tooLong() {
        var writer = Self.writer(reduced: true)
        writer.append { $0.writeZeros(1201) }
        writer.append { _ in }
        #expect(writer.take() == [])
    }
}
