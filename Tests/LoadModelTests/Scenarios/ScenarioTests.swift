import HTTP
import Links
import Simulation
import Testing
import Timing

@testable import LoadModel

@Suite struct ScenarioTests {
    private static let text = """
        {
          "name": "a bad evening", "seed": 7,
          "groups": [
            {
              "name": "publisher", "role": "publish", "url": "http://localhost:8080/whip/stage",
              "clips": [{"codec": "vp8", "width": 320, "height": 180, "fps": 10, "bitrate": "150kbps"},
                        {"codec": "opus", "packet_ms": 60}],
              "phases": [{"ramp": 1, "over": "0s"}, {"hold": "30s"}, {"drop": "5s"}, {"hold": "25s"}]
            },
            {
              "name": "phones", "role": "watch", "url": "http://localhost:8080/whep/stage",
              "impairment": {
                "down": {"loss": "2%", "burst": 4, "delay": "40ms", "jitter": "10ms", "rate": "3Mbps", "queue": 60000},
                "up": {"loss": 0.01, "reordering": "1%", "duplication": "0.5%"}
              },
              "phases": [{"ramp": 100, "over": "10s"}, {"churn": "30s", "stay": "8s", "away": "2s"},
                         {"crowd": 500, "within": "1.5s"}, {"ramp": 0, "over": "5s"}]
            },
            {
              "name": "talks", "role": "stage", "url": "ws://localhost:8080/ws",
              "stage": {"name": "talk-{n}", "size": 6, "senders": 2}, "phases": [{"ramp": 12, "over": "5s"}]
            }
          ]
        }
        """

    private static func parse(_ text: String) -> Result<Scenario, Scenario.Mistakes> {
        Scenario.parse(Array(text.utf8))
    }

    @Test("a scenario is read with all that it says")
    func reads() throws {
        let scenario = try Self.parse(Self.text).get()
        #expect(scenario.name == "a bad evening" && scenario.seed == 7)
        #expect(scenario.groups.map(\.role) == [.publish, .watch, .stage])
        #expect(scenario.groups[0].clips.map(\.codec) == [.vp8, .opus])
        #expect(scenario.groups[0].clips[0].kilobitsPerSecond == 150)
        #expect(
            scenario.groups[1].down
                == LinkConditions(
                    delay: .milliseconds(40), jitter: .milliseconds(10),
                    loss: .bursts(average: 0.02, length: 4),
                    bitsPerSecond: 3_000_000, queueByteCount: 60_000))
        #expect(scenario.groups[1].up?.loss == .random(0.01) && scenario.groups[1].up?.duplication == 0.005)
        #expect(scenario.groups[1].phases[2] == .crowd(to: 500, within: .milliseconds(1500)))
        #expect(scenario.groups[2].stage == StagePlan(name: "talk-{n}", size: 6, senders: 2))
        #expect(scenario.duration == .seconds(60))
    }

    @Test("what an agent is sent is the same scenario")
    func roundTrip() throws {
        let scenario = try Self.parse(Self.text).get()
        #expect(try Scenario.parse(JSONText(scenario).bytes).get() == scenario)
    }

    @Test("every mistake is told in one go, with its line, its key and what is accepted")
    func mistakes() {
        let text = """
            {
              "nam": "x",
              "groups": [
                {"name": 5, "role": "watcher", "url": "localhost",
                 "impairment": {"down": {"loss": "200%", "delay": 40}, "sideways": {}},
                 "phases": [{"ramp": -1, "over": "10"}, {"hold": "1s", "for": "2s"}, {"jump": 3}, 7]},
                {"name": "b", "name": "c", "role": "publish", "url": "http://x", "clips": [{"codec": "h263", "fps": 0}]}
              ]
            }
            """
        guard case .failure(let mistakes) = Self.parse(text) else {
            Issue.record("this is no scenario")
            return
        }
        let keys = mistakes.all.map { "\($0.line) \($0.key)" }
        #expect(
            keys == [
                "2 nam", "1 name", "4 groups[0].name", "4 groups[0].role", "4 groups[0].url",
                "5 groups[0].impairment.sideways", "5 groups[0].impairment.down.loss",
                "5 groups[0].impairment.down.delay", "6 groups[0].phases[0].ramp",
                "6 groups[0].phases[0].over",
                "6 groups[0].phases[1].for", "6 groups[0].phases[2]", "6 groups[0].phases[3]",
                "7 groups[1].name",
                "7 groups[1].clips[0].codec", "7 groups[1].clips[0].fps", "7 groups[1].phases",
            ])
        #expect(
            mistakes.all[3].description
                == "line 4: groups[0].role: \"watcher\" is not right; accepts publish, watch, stage, hls")
        #expect(
            mistakes.all[8].description
                == "line 6: groups[0].phases[0].ramp: -1 is not right; accepts how many peers there will be, 0 to 100000"
        )
    }

    @Test("what is no JSON is told with its line")
    func noJSON() {
        guard case .failure(let mistakes) = Self.parse("{\n\"name\": }") else { return }
        #expect(mistakes.description == "line 2: the file: this is no JSON; accepts a value")
    }

    @Test("damaged files are read or refused, and those that are read can be scheduled")
    func mutations() {
        for file in Mutations(of: [Array(Self.text.utf8)], count: Mutations.usualCount / 5) {
            guard case .success(let scenario) = Scenario.parse(file) else { continue }
            #expect(scenario.duration >= .zero)
        }
    }
}
