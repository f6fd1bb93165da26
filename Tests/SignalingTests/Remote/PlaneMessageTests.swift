import Bytes
import Simulation
import Testing

@testable import Signaling

/// What crosses between signaling and a media node, as bytes.
struct PlaneMessageTests {
    private static let messages: [PlaneMessage] =
        [.hello(version: PlaneMessage.version, run: .max)]
        + PlaneCalls.questions.map { .question($0, number: 7) }
        + PlaneCalls.answers.map { .answer($0, number: .max) }

    private static func read(_ bytes: [UInt8]) -> PlaneMessage? { PlaneMessage(reading: bytes.bytes) }

    @Test("what is written is read again, whole")
    func roundTrip() {
        for message in Self.messages { #expect(PlaneCalls.crossed(message) == message) }
    }

    @Test("a hello is its length, its kind, the run and the version")
    func hello() {
        let bytes = PlaneMessage.hello(version: 1, run: 0x0102_0304_0506_0708).bytes
        #expect(bytes == [0, 0, 0, 17, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test("a hello of a later version, which may be longer, is understood")
    func laterHello() {
        let bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 9, 9]
        #expect(Self.read(bytes) == .hello(version: 2, run: 0))
    }

    @Test("a message that is cut short, or has something behind it, is none")
    func truncation() {
        for message in Self.messages {
            let content = Array(message.bytes.dropFirst(4))
            for length in 0..<content.count {
                #expect(Self.read(Array(content[..<length])) == nil)
            }
            if case .hello = message { continue }
            #expect(Self.read(content + [0]) == nil)
        }
    }

    @Test("messages are found however they are cut")
    func pieces() {
        let all = Self.messages.flatMap(\.bytes)
        for size in [1, 3, 64, 1000, all.count] {
            var stream = PlaneStream()
            var found: [PlaneMessage] = []
            var offset = 0
            while offset < all.count {
                stream.receive(all.bytes.extracting(offset..<min(offset + size, all.count)))
                while let message = stream.next() { found.append(message) }
                offset += size
            }
            #expect(found == Self.messages)
        }
    }

    @Test("a length that no message has breaks the stream for good")
    func tooLong() {
        var stream = PlaneStream()
        stream.receive([0xFF, 0, 0, 0].bytes)
        #expect(stream.next() == nil && stream.isBroken)
        stream.receive(PlaneMessage.hello(version: 1, run: 0).bytes.bytes)
        #expect(stream.next() == nil)
    }

    @Test("10,000 mutated messages are read or not, and trap nothing")
    func mutations() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<10_000 {
            var bytes = Self.messages.randomElement(using: &random).map { Array($0.bytes.dropFirst(4)) } ?? []
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let message = Self.read(bytes) else { continue }
            // What was read can be written. Not a number, and a key twice, come back otherwise.
            #expect(PlaneCalls.crossed(message) != nil)
        }
    }
}
