import Bytes
import RTP
import Simulation
import Testing
import Timing

@Suite struct ExtensionValueTests {
    @Test(
        "an audio level has its voice flag on top",
        arguments: [(0x80, 0, true), (0x7F, 127, false), (0xAA, 42, true)])
    func audioLevel(byte: UInt8, level: UInt8, hasVoice: Bool) {
        let value = AudioLevel([byte])
        #expect(value == AudioLevel(decibelsBelowOverload: level, hasVoice: hasVoice))
        #expect(serialised { value?.write(to: &$0) } == [byte])
    }

    @Test("silence is as low as a level goes")
    func audioSilence() {
        #expect(AudioLevel(decibelsBelowOverload: 200, hasVoice: false).decibelsBelowOverload == 127)
    }

    @Test(
        "an orientation has camera, flip and quarter turns",
        arguments: [(0b0000, 0, false, false), (0b0111, 270, true, false), (0b1010, 180, false, true)])
    func orientation(byte: UInt8, degrees: Int, isMirrored: Bool, isBackCamera: Bool) {
        let value = VideoOrientation([byte])
        #expect(
            value == VideoOrientation(degrees: degrees, isMirrored: isMirrored, isBackCamera: isBackCamera))
        #expect(serialised { value?.write(to: &$0) } == [byte])
        #expect(VideoOrientation([byte | 0xF0]) == value)
    }

    @Test(
        "turns beyond the circle come back into it", arguments: [(360, 0), (-90, 270), (450, 90), (100, 90)])
    func turns(degrees: Int, expected: Int) {
        #expect(VideoOrientation(degrees: degrees).degrees == expected)
    }

    @Test("a playout delay has two twelve-bit fields of ten milliseconds")
    func playoutDelay() {
        let value = PlayoutDelay([0x00, 0xA0, 0x64])  // 10, 100
        #expect(value == PlayoutDelay(minimum: .milliseconds(100), maximum: .seconds(1)))
        #expect(serialised { value?.write(to: &$0) } == [0x00, 0xA0, 0x64])
        #expect(PlayoutDelay([0x06, 0x40, 0x0A]) == nil)  // 100, 10
        let wide = PlayoutDelay(minimum: .seconds(-1), maximum: .seconds(100))
        #expect(serialised { wide.write(to: &$0) } == [0x00, 0x0F, 0xFF])
    }

    @Test(
        "a send time wraps every 64 seconds",
        arguments: [(0, 0), (1_000_000_000, 1 << 18), (64_500_000_000, 1 << 17), (63_999_999_999, 0xFF_FFFF)])
    func sendTime(nanoseconds: Int64, bits: UInt32) {
        let time = AbsoluteSendTime(at: Instant(nanoseconds: nanoseconds))
        #expect(time.value == bits)
        let bytes = serialised { time.write(to: &$0) }
        #expect(bytes.count == 3 && AbsoluteSendTime(bytes) == time)
    }

    @Test("the distance of two send times is right across the wrap")
    func sendTimeDistance() {
        let before = AbsoluteSendTime(at: Instant(nanoseconds: 63_500_000_000))
        let after = AbsoluteSendTime(at: Instant(nanoseconds: 64_500_000_000))
        #expect(after.duration(since: before) == .seconds(1))
        #expect(before.duration(since: after) == .seconds(-1))
    }

    @Test("a transport number may ask for feedback")
    func transportSequence() throws {
        let plain = try #require(TransportSequence([0x12, 0x34]))
        #expect(plain == TransportSequence(SequenceNumber(0x1234)))
        #expect(serialised { plain.write(to: &$0) } == [0x12, 0x34])
        let asking = try #require(TransportSequence([0x12, 0x34, 0x80, 0x05]))
        #expect(asking.request?.includesTiming == true && asking.request?.packetCount == 5)
        #expect(TransportSequence([0x12, 0x34, 0x80, 0x00]) == plain)
        #expect(TransportSequence([0x12, 0x34, 0x80]) == nil)
    }

    @Test("a capture time may carry the offset of two clocks")
    func captureTime() {
        let short = AbsoluteCaptureTime(captured: NTPTime(0x0102_0304_0506_0708))
        #expect(serialised { short.write(to: &$0) } == [1, 2, 3, 4, 5, 6, 7, 8] && short.byteCount == 8)
        let long = AbsoluteCaptureTime(captured: NTPTime(1), clockOffset: -2)
        let bytes = serialised { long.write(to: &$0) }
        #expect(bytes == [0, 0, 0, 0, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE])
        #expect(AbsoluteCaptureTime(bytes) == long && bytes.count == long.byteCount)
        #expect(AbsoluteCaptureTime(Array(bytes.prefix(12))) == nil)
    }

    @Test(
        "a transmission offset has a sign in 24 bits",
        arguments: [([0, 0, 1], 1), ([0xFF, 0xFF, 0xFF], -1), ([0x80, 0, 0], -1 << 23)] as [([UInt8], Int32)])
    func transmissionOffset(bytes: [UInt8], ticks: Int32) {
        #expect(TransmissionOffset(bytes) == TransmissionOffset(ticks: ticks))
        #expect(serialised { TransmissionOffset(ticks: ticks).write(to: &$0) } == bytes)
        #expect(TransmissionOffset(ticks: .min).ticks == -1 << 23)
    }

    @Test(
        "a stream's name is visible ASCII",
        arguments: [("0", true), ("h-1_x", true), ("", false), ("a b", false), ("é", false)])
    func streamIdentifier(text: String, isValid: Bool) {
        let value = StreamIdentifier(Array(text.utf8))
        #expect((value != nil) == isValid)
        guard let value else { return }
        #expect(serialised { value.write(to: &$0) } == Array(text.utf8) && value.byteCount == text.utf8.count)
    }

    @Test("values of another length are refused", arguments: [0, 2, 4, 5, 7, 9, 15, 17, 255])
    func lengths(count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        #expect(AudioLevel(bytes) == nil && VideoOrientation(bytes) == nil)
        #expect(PlayoutDelay(bytes) == nil && AbsoluteSendTime(bytes) == nil)
        #expect(TransmissionOffset(bytes) == nil && AbsoluteCaptureTime(bytes) == nil)
        #expect((TransportSequence(bytes) != nil) == (count == 2 || count == 4))
    }

    @Test("random values of every length never trap, and what is accepted is written as it was read")
    func random() {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<Mutations.usualCount {
            let bytes = generator.bytes(Int(generator.next() % 18))
            let written = [
                AudioLevel(bytes).map { value in serialised { value.write(to: &$0) } },
                PlayoutDelay(bytes).map { value in serialised { value.write(to: &$0) } },
                AbsoluteSendTime(bytes).map { value in serialised { value.write(to: &$0) } },
                TransmissionOffset(bytes).map { value in serialised { value.write(to: &$0) } },
                AbsoluteCaptureTime(bytes).map { value in serialised { value.write(to: &$0) } },
            ]
            guard written.allSatisfy({ $0 == nil || $0 == bytes }) else {
                Issue.record("\(bytes) became \(written)")
                return
            }
        }
    }
}
