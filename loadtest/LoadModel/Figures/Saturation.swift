public import HTTP

/// Whether the tester was the limit, and not the server: its own processor, its timers, its sockets.
///
/// Figures of a tester that could not keep up say nothing about a server. Whoever reads them must be told loudly.
public struct Saturation: Equatable, Sendable {
    /// How long each of the tester's loops was busy, as a share of the time, at worst in a second: 1 is all of it.
    public var busiestLoop = 0.0
    /// How late the tester's timers were, for 99 of 100, in microseconds.
    public var timerLateness = 0
    /// Datagrams that the kernel dropped since a socket's buffer was full.
    public var datagramsDropped = 0
    /// Datagrams that the kernel did not take since its buffers were full.
    public var sendsRefused = 0
    /// How many cores were busy on the machine, of how many there are; `nil` when unknown.
    public var machineLoad: Double?

    /// A tester at rest.
    public init() {}

    /// From here on figures are called into question.
    private static let mostBusy = 0.9
    private static let latestTimer = 20_000
    private static let mostLoad = 0.95

    /// Why the figures may be the tester's and not the server's; none when all is well.
    public var warnings: [String] {
        var warnings: [String] = []
        if busiestLoop > Self.mostBusy {
            warnings.append(
                "a loop of the tester was busy for \(Self.percent(busiestLoop)) of a second: give it more cores"
            )
        }
        if timerLateness > Self.latestTimer {
            warnings.append(
                "one in a hundred timers of the tester was \(timerLateness / 1000) ms late or more")
        }
        if datagramsDropped > 0 {
            warnings.append(
                "the tester's sockets dropped \(datagramsDropped) datagrams that the server had sent")
        }
        if sendsRefused > 0 { warnings.append("the kernel refused \(sendsRefused) datagrams of the tester") }
        if let machineLoad, machineLoad > Self.mostLoad {
            warnings.append(
                "all processors of the machine were busy (\(Self.percent(machineLoad))): server and tester share them"
            )
        }
        return warnings
    }

    private static func percent(_ share: Double) -> String { "\(FigureText.fixed(share * 100, 0)) %" }

    /// Adds how another part of the tester fared.
    mutating func merge(_ other: Saturation) {
        busiestLoop = max(busiestLoop, other.busiestLoop)
        timerLateness = max(timerLateness, other.timerLateness)
        datagramsDropped &+= other.datagramsDropped
        sendsRefused &+= other.sendsRefused
        machineLoad = [machineLoad, other.machineLoad].compactMap { $0 }.max()
    }
}

extension Saturation: JSONWritable {
    /// Writes an object, with the warnings that follow from the rest.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("busiest_loop", busiestLoop)
            json.member("timer_lateness_p99_us", timerLateness)
            json.member("datagrams_dropped", datagramsDropped)
            json.member("sends_refused", sendsRefused)
            json.member("machine_load", ifPresent: machineLoad)
            json.member("warnings", warnings)
        }
    }

    /// Reads what `write` wrote; `nil` when it cannot be that.
    init?(_ json: JSONValue) {
        guard let busiest = json["busiest_loop"]?.number, let lateness = json["timer_lateness_p99_us"]?.whole
        else {
            return nil
        }
        busiestLoop = busiest
        timerLateness = max(lateness, 0)
        datagramsDropped = max(json["datagrams_dropped"]?.whole ?? 0, 0)
        sendsRefused = max(json["sends_refused"]?.whole ?? 0, 0)
        machineLoad = json["machine_load"]?.number
    }
}
