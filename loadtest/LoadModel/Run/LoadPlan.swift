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
    /// How many loops share the peers.
    var loops = 1
    /// How many HTTP connections a loop opens to a server.
    var connections = 64
    /// A key for the server.
    var bearer: String?
    /// What makes a run repeatable.
    var seed: UInt64?
    /// The server's process, if it is on this machine.
    var process: Int32?
}
