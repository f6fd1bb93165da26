import Bytes
import Media
import Simulation
import Testing

@testable import MPEGTS

/// Which program is followed, and which of its streams.
@Suite struct ProgramTests {
    /// Two programs in one stream: pictures of their own, packet by packet.
    private static func multiplex(first: [StreamUnit], second: [StreamUnit]) -> [UInt8] {
        let video = Stream.configuration(of: .h264, .baseline)
        var one = Multiplexer(video: video, audio: nil, program: 1)
        var two = Multiplexer(video: video, audio: nil, program: 2)
        var bytes: [UInt8] = []
        one.writeTables(into: &bytes, programs: [(1, one.mapPID), (2, two.mapPID)])
        two.writeMap(into: &bytes)
        var (left, right): ([UInt8], [UInt8]) = ([], [])
        for unit in first { one.write(unit, into: &left) }
        for unit in second { two.write(unit, into: &right) }
        // Only the first table of programs names both.
        let others = (Stream.packets(left) + Stream.packets(right)).filter { $0[1] & 0x1F != 0 || $0[2] != 0 }
        return bytes + others.flatMap { $0 }
    }

    private static let first = Stream.pictures(.h264, .baseline, count: 5)
    private static let second = Stream.pictures(.h264, .baseline, count: 3, from: 900_000)

    @Test("of several programs the first that is of use is followed, or the one that is wanted")
    func several() {
        let bytes = Self.multiplex(first: Self.first, second: Self.second)
        #expect(Taken(bytes).times(isVideo: true) == Self.first.map(\.time))
        #expect(Taken(bytes, program: 2).times(isVideo: true) == Self.second.map(\.time))
        #expect(Taken(bytes, program: 3).fault == .noProgram(3))
    }

    /// A map whose streams have these types and descriptors.
    private static func map(_ streams: [(type: UInt8, descriptors: [UInt8])]) -> [UInt8] {
        var multiplexer = Multiplexer(video: nil, audio: nil)
        var bytes: [UInt8] = []
        multiplexer.writeTables(into: &bytes)
        bytes.removeLast(188)
        var map: [UInt8] = [0xE1, 0, 0xF0, 0]
        for (index, stream) in streams.enumerated() {
            map +=
                [stream.type, 0xE1, UInt8(index), 0xF0, UInt8(stream.descriptors.count)] + stream.descriptors
        }
        let section = TableSection.written(2, number: 1, contents: map)
        multiplexer.writePackets([0] + section, multiplexer.mapPID, into: &bytes)
        // The packet that was taken off had this count.
        return bytes
    }

    @Test("what is not taken is refused by name, unless there is another that is")
    func unfit() {
        #expect(Taken(Self.map([(0x02, []), (0x0F, [])])).fault == .unfit("MPEG-2 video"))
        #expect(Taken(Self.map([(0x1B, []), (0x03, [])])).fault == .unfit("MPEG audio"))
        #expect(Taken(Self.map([(0x06, [0x6A, 1, 0])])).fault == .unfit("AC-3"))
        #expect(Taken(Self.map([(0x1B, []), (0x81, []), (0x0F, [])])).described == [[true, true]])
        #expect(Taken(Self.map([(0x86, []), (0x24, []), (0x06, [])])).described == [[true, false]])
        let surround: [UInt8] = [5, 4] + Array("Opus".utf8) + [0x7F, 2, 0x80, 6]
        #expect(Taken(Self.map([(0x06, surround)])).fault == .unfit("Opus of more than two channels"))
        // Nothing at all is waited for.
        #expect(Taken(Self.map([(0x86, [])])).fault == nil)
    }

    @Test("another map takes the place of the first")
    func changed() {
        var multiplexer = Multiplexer(video: Stream.configuration(of: .h264, .baseline), audio: nil)
        var bytes: [UInt8] = []
        for unit in Self.first { multiplexer.write(unit, into: &bytes) }
        // With sound from here on.
        let map: [UInt8] = [0xE1, 0x10, 0xF0, 0, 0x1B, 0xE1, 0x10, 0xF0, 0, 0x0F, 0xE1, 0x11, 0xF0, 0]
        let section = TableSection.written(2, number: 1, version: 1, contents: map)
        multiplexer.writePackets([0] + section, multiplexer.mapPID, into: &bytes)
        for unit in Self.first.map(Self.later) { multiplexer.write(unit, into: &bytes) }
        let taken = Taken(bytes)
        #expect(taken.described.prefix(2) == [[true, false], [true, true]])
        #expect(taken.times(isVideo: true).count == 10)
    }

    private static func later(_ unit: StreamUnit) -> StreamUnit {
        StreamUnit(
            codec: unit.codec, configuration: unit.configuration, time: unit.time + 15_000,
            compositionTime: unit.compositionTime, isKeyframe: unit.isKeyframe, bytes: unit.bytes)
    }
}
