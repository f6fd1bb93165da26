import Bytes
import RTP
import Testing
import Timing

@Suite struct TransportFeedbackTests {
    /// Every kind of chunk and delta.
    static let mixed: [UInt8] = [
        0x8F, 205, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2,
        0xFF, 0xFE, 0, 29,  // base 65534, 29 statuses
        0x00, 0x00, 0x02, 5,  // reference 2 x 64 ms, fifth feedback
        0b001_00000, 0b0000_0010,  // run: small x 2
        0b11_01_10_00, 0b00_00_00_01,  // seven: small, large, lost x 4, small
        0b10_1000_00, 0b0000_0001,  // fourteen: received, lost x 12, received
        0b000_00000, 0b0000_0110,  // run: lost x 6
        1, 255,  // run: +1, +255
        0, 0xFF, 0xFE, 4,  // seven: 0, -2, +4
        8, 9,  // fourteen: +8, +9
    ]

    @Test("chunks of every kind are read, through the wrap of the numbers")
    func fields() {
        let arrivals: [UInt32?] =
            [513, 768, 768, 766, nil, nil, nil, nil, 770, 778] + [UInt32?](repeating: nil, count: 12) + [787]
            + [UInt32?](repeating: nil, count: 6)
        #expect(
            messages(in: Self.mixed) == [
                .transportFeedback(
                    TransportFeedbackCopy(
                        sender: SSRC(1), source: SSRC(2), base: 65_534, feedbackCount: 5, arrivals: arrivals))
            ])
    }

    @Test("a run longer than what is left is cut")
    func longRun() {
        let bytes: [UInt8] = [
            0x8F, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 0, 0b001_11111, 0xFF, 3, 4,
        ]
        guard case .transportFeedback(let feedback)? = messages(in: bytes)?.first else {
            Issue.record("not read")
            return
        }
        #expect(feedback.arrivals == [3, 7])
    }

    @Test(
        "missing chunks, missing deltas, reserved symbols and no statuses are malformed",
        arguments: [
            [0, 0, 0, 8, 0, 0, 0, 0, 0b001_00000, 3, 0, 0],  // eight statuses, three in the chunks
            [0, 0, 0, 3, 0, 0, 0, 0, 0b001_00000, 3, 1, 2],  // three deltas, two there
            [0, 0, 0, 2, 0, 0, 0, 0, 0b010_00000, 2, 1, 2],  // two large deltas, one there
            [0, 0, 0, 1, 0, 0, 0, 0, 0b011_00000, 1, 1, 2],  // a run of the reserved symbol
            [0, 0, 0, 1, 0, 0, 0, 0, 0b11_11_0000, 0, 1, 2],
            [0, 0, 0, 0, 0, 0, 0, 0, 0b001_00000, 0, 0, 0],
        ] as [[UInt8]])
    func malformed(body: [UInt8]) {
        let bytes = [0x8F, 205, 0, 5, 0, 0, 0, 1, 0, 0, 0, 2] + body
        #expect(messages(in: bytes) == [.malformed(type: 205)])
    }

    @Test("a body cut anywhere is malformed")
    func truncation() {
        for words in 0..<8 {
            var bytes = Array(Self.mixed.prefix(4 + 4 * words))
            bytes[3] = UInt8(words)
            #expect(messages(in: bytes) == [.malformed(type: 205)], "\(words) words")
        }
    }

    @Test("times are told apart across the wrap")
    func times() {
        let (before, after) = (FeedbackTime(ticks: .max), FeedbackTime(ticks: 3))
        #expect(after.duration(since: before) == .milliseconds(1))
        #expect(before.duration(since: after) == .milliseconds(-1))
    }
}
