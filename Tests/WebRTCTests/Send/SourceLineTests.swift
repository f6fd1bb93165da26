import RTP
import Simulation
import Testing

@testable import WebRTC

@Suite struct SourceLineTests {
    private static func line() -> SourceLine {
        SourceLine(source: 1, first: place(100), number: place(5), timestampOffset: 0)
    }

    @Test("numbers keep their distances, and nothing from before the line has one")
    func distances() {
        let line = Self.line()
        #expect([99, 100, 101, 150].map { line.number(of: place($0))?.value } == [nil, 5, 6, 55])
    }

    @Test("what is left out closes up, and what comes late still finds its place")
    func skips() {
        var line = Self.line()
        line.skip(place(102), after: place(6))
        line.skip(place(104), after: place(6))
        #expect(
            (100...106).map { line.number(of: place($0))?.value } == [5, 6, nil, 7, nil, 8, 9])
    }

    @Test("leaving out what has its gap already changes nothing")
    func lateSkip() {
        var line = Self.line()
        line.skip(place(101), after: place(10))
        #expect(line.number(of: place(106))?.value == 11)
    }

    @Test("a packet that is left out late leaves no gap unless others behind it have left")
    func lateGap() {
        var line = Self.line()
        for value: Int64 in [104, 102, 103] { line.skip(place(value), after: place(6)) }
        #expect((100...106).map { line.number(of: place($0))?.value } == [5, 6, nil, nil, nil, 7, 8])
        line.skip(place(99), after: place(6))
        #expect(line.number(of: place(106))?.value == 8)
    }

    @Test("frames that are left out close up, each once, and packets from before them are as they were")
    func frames() {
        var line = Self.line()
        for value: Int64 in [102, 103, 106, 107] {
            line.skip(place(value), closesUp: value % 2 == 0, after: place(6))
        }
        let shifts = (100...109).map { line.shift(at: place($0)) }
        let none = FrameShift()
        #expect(shifts[0] == none && shifts[1] == none)
        #expect(shifts[4] == none.closed(by: 1) && shifts[5] == none.closed(by: 1))
        #expect(shifts[8] == none.closed(by: 2) && shifts[9] == none.closed(by: 2))
    }

    @Test("a packet from long before the last one left out cannot be placed")
    func horizon() {
        var line = Self.line()
        line.skip(place(300), after: place(50))
        #expect(line.number(of: place(172)) == nil && line.number(of: place(173))?.value == 78)
    }

    @Test("no two packets get one number, in whatever order they come and are left out")
    func unique() {
        var random = SeededGenerator(seed: 2)
        var line = Self.line()
        var newest: ExtendedSequenceNumber?
        var numbers: [Int64] = []
        for block in 0..<200 {
            for value in (0..<8).map({ place(100 + Int64(block * 8 + $0)) }).shuffled(using: &random) {
                if value.value % 3 == 1 {
                    line.skip(value, after: newest)
                } else if let number = line.number(of: value) {
                    numbers.append(number.value)
                    newest = max(newest ?? number, number)
                }
            }
        }
        #expect(Set(numbers).count == numbers.count)
    }

    @Test("each number leads back to its packet, whatever was left out")
    func backwards() {
        var random = SeededGenerator(seed: 3)
        var line = Self.line()
        var newest: ExtendedSequenceNumber?
        for value: Int64 in 100..<600 {
            if random.next() % 3 == 0 {
                line.skip(place(value), after: newest)
            } else {
                newest = line.number(of: place(value))
            }
        }
        for value: Int64 in 500..<600 {
            guard let number = line.number(of: place(value)) else { continue }
            #expect(line.place(of: number) == place(value))
        }
        #expect(line.place(of: place(4)) == nil && line.covers(place(5)) && !line.covers(place(4)))
        // Long before the last that were left out, nobody can tell.
        #expect(line.place(of: place(20)) == nil)
    }
}
