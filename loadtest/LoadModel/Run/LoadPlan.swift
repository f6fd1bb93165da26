internal import Runtime
internal import SDP
internal import Timing

/// What a run does.
struct LoadPlan: Sendable {
    /// What reports call it.
    var name = "load test"
    /// The machine that the tester runs on, in a line.
    var machine = ""
    /// What must come of it.
    var expectations: [Expectation] = []
    /// Where viewers ask; `nil` for no viewers.
    var whep: ServerURL?
    /// How many viewers come.
    var viewers = 0
    /// Where publishers ask; `nil` for no publishers.
    var whip: ServerURL?
    /// How many publishers come, all before the first viewer.
    var publishers = 0
    /// Where HLS players ask; `nil` for no players.
    var hls: ServerURL?
    /// How many players come, all along with the viewers.
    var players = 0
    /// Where members of stages open their sockets; `nil` for no members.
    var ws: ServerURL?
    /// How many come, all along with the viewers.
    var members = 0
    /// How they spread over stages.
    var stage = StagePlan()
    /// Whether players make use of what HLS has for low latency.
    var isLowLatency = true
    /// How long viewers take to come.
    var ramp = Duration.seconds(10)
    /// How long all stay once the last has come.
    var duration = Duration.seconds(60)
    /// What publishers send.
    var programme = Programme(MediaPattern())
    /// How peers behave.
    var manners = Manners()
    /// How often viewers tell when packets came.
    var feedbackInterval = Duration.milliseconds(100)
    /// How many loops share the viewers. Publishers have one of their own, so that what viewers get never holds up what
    /// is sent, nor makes it seem older than it is.
    var loops = 1
    /// How what comes by loopback is fetched.
    var reception = Reception()
    /// How many HTTP connections a loop opens to a server.
    var connections = 64
    /// Whose word is taken for who a server is.
    var trust = TLSTrust.system
    /// A key for the server.
    var bearer: String?
    /// What makes a run repeatable.
    var seed: UInt64?
    /// What is done instead of the ramp; `nil` for that.
    var scenario: Scenario?
    /// Which of so many parts of the scenario is done here.
    var part = 0, parts = 1
    /// When that begins; `nil` for at once.
    var start: WallClock?
    /// How far our clock is ahead of the one that latencies are told by.
    var ahead = Duration.zero
    /// What its groups send of clips, by their place; those that are not there send what is made up.
    var programmes: [Int: Programme] = [:]
    /// The server's process, if it is on this machine.
    var process: Int32?

    /// How long it takes from when the first viewer comes.
    var length: Duration { scenario?.duration ?? ramp + duration }

    /// How many viewers there are at most, as far as that is known.
    var mostViewers: Int {
        scenario?.mostViewers ?? viewers + players
    }

    /// What peers come for: publishers first.
    var groups: [CrowdGroup] {
        guard let scenario else {
            return [
                CrowdGroup("publishers", .publish, programme: programme),
                CrowdGroup("viewers", .watch, programme: programme),
                CrowdGroup("players", .hls, programme: programme),
                CrowdGroup("members", .stage, programme: programme, stage: stage),
            ]
        }
        return scenario.groups.enumerated().map { index, group in
            CrowdGroup(
                group.name, group.role, programme: programmes[index] ?? programme, up: group.up,
                down: group.down,
                stage: group.stage ?? StagePlan())
        }
    }

    /// Where each group asks; `nil` for a group of which nobody comes.
    var urls: [ServerURL?] {
        scenario?.groups.map { ServerURL($0.url) }
            ?? [
                publishers > 0 ? whip : nil, viewers > 0 ? whep : nil, players > 0 ? hls : nil,
                members > 0 ? ws : nil,
            ]
    }
}
