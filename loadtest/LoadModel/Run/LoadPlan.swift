internal import SDP

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
    /// A key for the server.
    var bearer: String?
    /// What makes a run repeatable.
    var seed: UInt64?
    /// What is done instead of the ramp; `nil` for that.
    var scenario: Scenario?
    /// What its groups send from files, by their place; those that are not there send what is made up.
    var programmes: [Int: Programme] = [:]
    /// The server's process, if it is on this machine.
    var process: Int32?

    /// How long it takes from when the first viewer comes.
    var length: Duration { scenario?.duration ?? ramp + duration }

    /// How many viewers there are at most, as far as that is known.
    var mostViewers: Int {
        guard let scenario else { return viewers }
        return scenario.groups.filter { $0.role == .watch }.reduce(0) { $0 + $1.mostMembers }
    }

    /// What peers come for: publishers first.
    var groups: [CrowdGroup] {
        guard let scenario else {
            return [
                CrowdGroup("publishers", .publish, programme: programme),
                CrowdGroup("viewers", .play, programme: programme),
            ]
        }
        return scenario.groups.enumerated().map { index, group in
            let made = group.clips.isEmpty ? programme : Programme(group.clips)
            return CrowdGroup(
                group.name, group.role == .publish ? .publish : .play, programme: programmes[index] ?? made,
                up: group.up, down: group.down)
        }
    }

    /// Where each group asks; `nil` for a group of which nobody comes.
    var urls: [ServerURL?] {
        scenario?.groups.map { ServerURL($0.url) } ?? [publishers > 0 ? whip : nil, viewers > 0 ? whep : nil]
    }
}
