import Platform
import SFU
import Simulation
import Testing

@testable import Server

@Suite struct PlacementTests {
    private func name(_ text: String) throws -> StreamName { try #require(StreamName(text)) }

    @Test("a viewer goes to the shard with the fewest sessions")
    func least() throws {
        let stream = try name("room")
        for least in 0..<4 {
            var loads = [9, 7, 8, 7]
            loads[least] = 3
            #expect(Placement(loads: loads).shard(forViewerOf: stream) == least)
        }
    }

    @Test("among equals it goes to its stream's home", arguments: ["room", "a", "b", "c", "live-1"])
    func equals(text: String) throws {
        let stream = try name(text), placement = Placement(loads: [5, 5, 5])
        let home = placement.home(of: stream)
        #expect(placement.shard(forViewerOf: stream) == home)
        #expect(home == ShardPlace.home(of: text, among: 3))
        #expect(Placement(loads: [0]).shard(forViewerOf: stream) == 0)
    }

    @Test("the name of a session leads to its shard", arguments: [1, 2, 3, 16, 256])
    func names(count: Int) {
        var random = SeededGenerator(seed: 8)
        for shard in stride(from: 0, to: count, by: max(count / 16, 1)) {
            let id = Placement.name(on: shard, among: count, using: &random)
            #expect(Placement.shard(of: id, among: count) == shard)
        }
    }
}
