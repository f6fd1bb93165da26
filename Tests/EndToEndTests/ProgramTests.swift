import Foundation
import Programs
import Testing

/// Programs that tests run.
struct ProgramTests {
    @Test("a program's words, complaints and status are told, however much it says")
    func told() throws {
        let script = "cat; head -c 300000 /dev/zero | tr '\\0' x; echo no >&2; exit 3"
        let outcome = try Program.run(["sh", "-c", script], input: "well")
        #expect(outcome.output.count == 300_004 && outcome.text.hasPrefix("wellx"))
        #expect(outcome.errors == "no\n" && outcome.status == 3)
        #expect(throws: (any Error).self) { try Program.run(["/there/is/no/such/program"]) }
    }

    @Test("one that runs is signalled, and one that nobody wants any more is killed")
    func ended() async throws {
        let asked = try Program(["sleep", "60"])
        #expect(asked.isRunning)
        asked.send(SIGTERM)
        #expect(try await asked.end() == 128 + SIGTERM && asked.status == 128 + SIGTERM)
        var unwanted: Program? = try Program(["sleep", "60"])
        let id = try #require(unwanted).id
        unwanted = nil
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(id)"))
    }

    @Test("the ends of many that end at once are all noticed")
    func together() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<200 {
                group.addTask { try await Program(["sh", "-c", "exit \(number)"]).end() == Int32(number) }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
