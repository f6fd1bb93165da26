import Media
import Testing

@testable import Packaging

/// The pictures that are remembered for who asks for them in another codec.
@Suite struct PictureMemoryTests {
    /// Pictures from 0 on, a tick apart, with a keyframe each ten, of so many octets.
    private func memory(of count: Int, octets: Int = 10, since moment: (Int64) -> Int64) -> PictureMemory {
        var memory = PictureMemory()
        for time in 0..<Int64(count) {
            memory.append(
                AccessUnit([UInt8](repeating: 0, count: octets), decodeTime: time, isSync: time % 10 == 0),
                since: moment(time))
        }
        return memory
    }

    @Test("what is older than need be is forgotten with the next keyframe, and a keyframe is always first")
    func forgets() {
        let memory = memory(of: 75) { $0 - 20 }
        #expect(memory.oldest == 50)
        #expect(memory.units(since: 0).map(\.decodeTime) == Array(50..<75))
        #expect(memory.units(since: 60).map(\.decodeTime) == Array(60..<75))
        #expect(memory.units(since: 61).map(\.decodeTime) == Array(70..<75))
        #expect(memory.units(since: 75).isEmpty)
    }

    @Test("before a keyframe nothing is remembered")
    func keyframe() {
        var memory = PictureMemory()
        memory.append(AccessUnit([1], decodeTime: 0, isSync: false), since: 0)
        #expect(memory.oldest == nil && memory.units(since: 0).isEmpty)
    }

    @Test("it is bounded in units and octets, also when there is one keyframe alone")
    func bounded() {
        let many = memory(of: 10_000) { _ in .min }
        #expect(700...800 ~= many.units(since: 0).count && many.oldest.map { $0 % 10 == 0 } == true)
        let large = memory(of: 1000, octets: 1 << 20) { _ in .min }
        #expect(1...17 ~= large.units(since: 0).count)
        var endless = PictureMemory()
        for time in 0..<Int64(2000) {
            endless.append(AccessUnit([1], decodeTime: time, isSync: time == 0), since: 0)
        }
        #expect(endless.units(since: 0).isEmpty)
    }
}
