import Foundation
import Testing

/// A viewer behind a road of its own, which `tc` makes narrow and wide again. Only root may make network namespaces.
@Suite(.enabled(if: geteuid() == 0, "a network of one's own is for root"))
struct NarrowRoadTests {
    /// What a scenario sees of a server that is reached over a road of its own.
    private static func run<Report: Decodable & Sendable>(
        _ scenario: String, deadline: Int
    ) async throws -> Report {
        let subnet = "10.\(Int.random(in: 128..<255)).\(Int.random(in: 1..<255))"
        let server = try await RunningServer([
            "--listen", "0.0.0.0", "--public-address", "\(subnet).1", "--open-publishing",
        ])
        return try await Clients.run(
            scenario, ["--server", "http://127.0.0.1:\(server.anyPort)", "--subnet", subnet],
            deadline: deadline, blaming: server)
    }

    @Test("Chromium goes down to what 400 kb/s carry and up again with 3 Mb/s, and pictures flow")
    func downAndUp() async throws {
        let seen: NarrowRoadReport = try await Self.run("narrow", deadline: 200)
        let last = try #require(seen.samples.last)
        print(
            "down after \(seen.down ?? -1) s, up after \(seen.up ?? -1) s,",
            "freezeCount \(last.freezes), totalFreezesDuration \(last.frozen) s, sent \(seen.layers)")
        print(seen.samples.map { "\($0.width):\($0.frames)" }.joined(separator: " "))
        _ = try #require(seen.top, "the best layer never came: \(seen.layers)")
        #expect(seen.down != nil && seen.up != nil, "\(seen)")
        // A network that carries a quarter of what is sent costs a moment; no more is to be lost while it is narrow, nor
        // when it is wide again.
        let still = seen.samples[seen.narrowed...].indices.filter { seen.samples[$0].frames == 0 }
        #expect(still.count(where: { $0 < seen.widened }) <= 5, "\(still)")
        #expect(still.count(where: { $0 >= seen.widened }) <= 1, "\(still)")
        let calm = seen.samples[max(seen.narrowed + 10, 0)..<max(seen.widened, seen.narrowed + 10)]
        // Of a fake camera's picture the middle layer has some 250 kb/s, which may fit; the best has 500 and more.
        #expect(calm.allSatisfy { $0.width < 1280 }, "\(calm)")
    }

    @Test("over a long road that loses 3 %, Chromium makes packets from parities without asking")
    func far() async throws {
        let seen: FarRoadReport = try await Self.run("far", deadline: 120)
        print("lost 3 % over 150 ms: \(seen)")
        #expect(seen.usual.lost > 5 && seen.unrepaired.lost > 5 && seen.bare.lost > 5)
        #expect(seen.usual.parities > 20 && seen.unrepaired.parities > 20 && seen.bare.parities == 0)
        #expect(seen.usual.frames > 300 && seen.usual.repeated > 0)
        // Without either every loss stops the picture until a keyframe comes.
        #expect(seen.unrepaired.repeated == 0 && seen.bare.repeated == 0)
        #expect(seen.unrepaired.frames > seen.bare.frames * 3 / 2, "\(seen)")
    }
}
