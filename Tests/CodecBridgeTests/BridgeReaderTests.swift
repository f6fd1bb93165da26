import Bytes
import CodecBridge
import Media
import Simulation
import Testing

/// What goes over the bridge, and what may come over it.
@Suite struct BridgeReaderTests {
    /// One message of each kind, and of each that is told in more than one way.
    static let messages: [BridgeMessage] = {
        guard let size = PictureSize(width: 640, height: 360) else { return [] }
        return [
            .order(.pictures(largest: size, columns: 10, rows: 3)), .order(.sound(bitsPerSecond: 128_000)),
            .order(.video(frameRate: 30_000, longest: 18_000)), .paced(divisor: 4, leftOut: 70_000),
            .order(.watching), .watched(pictures: 70_000, faults: 3),
            .format(BridgeFormat(.h264, record: [1, 0x42, 0xC0, 0x1F, 0xFF])), .format(BridgeFormat(.av1)),
            .unit(AccessUnit([0, 0, 0, 1, 0x65], decodeTime: -3, compositionOffset: -90)),
            .unit(AccessUnit([1, 2], decodeTime: .max, duration: 960, isSync: false)), .end,
            .picture([0xFF, 0xD8, 0xFF, 0xD9], tile: size), .trouble("nothing here decodes vp9"),
        ]
    }()

    /// What a reader makes of octets that come in pieces of a size.
    private func read(_ bytes: [UInt8], piece: Int) -> (messages: [BridgeMessage], isBroken: Bool) {
        var reader = BridgeReader()
        var messages: [BridgeMessage] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            reader.handle(Array(bytes[start..<min(start + piece, bytes.count)]).bytes)
            while let message = reader.pollMessage() { messages.append(message) }
        }
        return (messages, reader.isBroken)
    }

    @Test("what is written is read, in pieces of any size", arguments: [1, 2, 3, 7, 64, 4096])
    func roundTrip(piece: Int) {
        let read = read(Self.messages.flatMap(\.bytes), piece: piece)
        #expect(read.messages == Self.messages && !read.isBroken)
    }

    @Test("on the wire a unit is its length, its kind, flags, times and octets")
    func layout() {
        let unit = AccessUnit([0xAA], decodeTime: 0x0102, compositionOffset: 3, duration: 4)
        #expect(
            BridgeMessage.unit(unit).bytes == [
                0, 0, 0, 23, 2,  // 23 octets follow, a unit
                3,  // decoding can begin with it, and it tells how long it lasts
                0, 0, 0, 0, 0, 0, 1, 2,  // when it is decoded
                0, 0, 0, 3,  // how much later it is shown
                0, 0, 0, 0, 0, 0, 0, 4,  // how long it lasts
                0xAA,
            ])
    }

    @Test("a message that is cut off inside is none, and ends the conversation")
    func truncated() {
        for message in Self.messages {
            let whole = message.bytes
            for count in 5..<max(whole.count, 5) {
                var cut = Array(whole.prefix(count))
                cut[3] = UInt8(count - 4)
                let (read, isBroken) = read(cut, piece: 64)
                #expect(read.isEmpty ? isBroken : read.count == 1, "\(message) up to \(count)")
            }
        }
    }

    @Test("a message that would be too long is not waited for, nor one of no length")
    func tooLong() {
        for length in [[1, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0]] as [[UInt8]] {
            #expect(read(length, piece: 4).isBroken)
        }
        #expect(!read([1, 0, 0, 0], piece: 4).isBroken)
    }

    @Test("sizes, tiles and codecs that cannot be are refused")
    func impossible() {
        for content in [
            [0, 0, 0, 0, 1, 0, 1, 1], [0, 0, 0, 9, 0, 9, 0, 1], [0, 3], [1, 99], [9], [6, 0, 0, 0, 1],
        ] as [[UInt8]] {
            #expect(read([0, 0, 0, UInt8(content.count)] + content, piece: 64).isBroken, "\(content)")
        }
    }

    @Test("nothing that comes over the bridge traps, and what is read is written as it came")
    func damaged() {
        for bytes in Mutations(of: Self.messages.map(\.bytes)) {
            for message in read(bytes, piece: 64).messages {
                #expect(read(message.bytes, piece: 64).messages == [message])
            }
        }
    }
}
