internal import HTTP
internal import Timing

extension LoadSummary: JSONWritable {
    /// Writes all of it.
    func write(to json: inout JSONText) {
        json.object { json in
            json.member("viewers", writeViewers)
            json.member("publishers", writePublishers)
            json.member("time_from_request_ms", writeTimes)
            json.member("hold", writeHold)
            json.member("latency_ms") { Self.write(figures.latency, to: &$0) }
            json.member("loss", writeLoss)
            json.member("verification", writeVerification)
            json.member("tester", writeTester)
            json.member("failures") { json in
                json.object { json in
                    for (reason, count) in failures { json.member(reason, count) }
                }
            }
            json.member("warnings", warnings)
        }
    }

    private func writeViewers(_ json: inout JSONText) {
        json.object { json in
            json.member("asked", figures.viewers.count)
            json.member("connected", figures.viewers.count { $0.milestones.connected != nil })
            json.member("joined", joined)
            json.member("there_in_the_end", figures.viewers.count { $0.state == .live })
            json.member("healthy", healthy)
        }
    }

    private func writePublishers(_ json: inout JSONText) {
        json.object { json in
            json.member("asked", figures.publishers.count)
            json.member("connected", figures.publishers.count { $0.milestones.connected != nil })
            json.member("there_in_the_end", figures.publishers.count { $0.state == .live })
            json.member("packets", figures.publishers.reduce(0) { $0 + $1.packets })
            json.member("packets_resent", figures.publishers.reduce(0) { $0 + $1.resent })
            json.member("keyframes_wanted", figures.publishers.reduce(0) { $0 + $1.keyframesWanted })
        }
    }

    private func writeTimes(_ json: inout JSONText) {
        json.object { json in
            json.member("answer") { Self.write(times(to: \.answered), to: &$0) }
            json.member("path") { Self.write(times(to: \.proven), to: &$0) }
            json.member("keys") { Self.write(times(to: \.connected), to: &$0) }
            json.member("first_packet") { Self.write(times(to: \.firstPacket), to: &$0) }
            json.member("first_frame") { Self.write(times(to: \.firstFrame), to: &$0) }
        }
    }

    /// What happened while all viewers were there.
    private func writeHold(_ json: inout JSONText) {
        json.object { json in
            json.member("seconds", hold.seconds)
            json.member("packets", packets)
            json.member("packets_per_second", Double(packets) / max(hold.seconds, 0.001))
            guard let server else { return }
            json.member("server_cpu_seconds", server.processorSeconds)
            json.member("server_cores", server.processorSeconds / max(hold.seconds, 0.001))
            if packets > 0 {
                json.member("server_cpu_us_per_packet", server.processorSeconds * 1e6 / Double(packets))
            }
            json.member("server_rss_bytes", server.residentAfter)
            json.member("server_rss_bytes_at_first", ifPresent: serverResidentAtFirst)
            if let first = serverResidentAtFirst, joined > 0 {
                json.member("server_bytes_per_viewer", (server.residentAfter - first) / joined)
            }
        }
    }

    private func writeLoss(_ json: inout JSONText) {
        json.object { json in
            json.member("packets", figures.viewers.reduce(0) { $0 + $1.packets })
            json.member("bytes", figures.viewers.reduce(0) { $0 + $1.bytes })
            json.member("lost", figures.viewers.reduce(0) { $0 + $1.lost })
            json.member("recovered", figures.viewers.reduce(0) { $0 + $1.recovered })
            json.member("missing", figures.viewers.reduce(0) { $0 + $1.missing })
            json.member("viewers_with_missing", figures.viewers.count { $0.missing > 0 })
            json.member("unauthentic", figures.viewers.reduce(0) { $0 + $1.unauthentic })
        }
    }

    /// What libsrtp2 made of some viewers' packets.
    private func writeVerification(_ json: inout JSONText) {
        let witnesses = figures.viewers.compactMap(\.witness)
        json.object { json in
            json.member("viewers", witnesses.count)
            json.member("agreed", witnesses.reduce(0) { $0 + $1.agreed })
            json.member("differed", witnesses.reduce(0) { $0 + $1.differed })
            json.member("foreign", witnesses.reduce(0) { $0 + $1.foreign })
        }
    }

    private func writeTester(_ json: inout JSONText) {
        json.object { json in
            json.member("cpu_seconds", tester.processorSeconds)
            json.member("cores", tester.processorSeconds / max(hold.seconds, 0.001))
            json.member("rss_bytes", tester.residentAfter)
            json.member(
                "bytes_per_peer",
                (tester.residentAfter - testerResidentAtFirst) / max(figures.viewers.count, 1))
            json.member("receive_overflows", figures.receiveOverflows)
            json.member("late_timers_ms") { Self.write(figures.lateness, to: &$0) }
        }
    }

    /// A histogram of microseconds, in milliseconds.
    private static func write(_ times: Histogram, to json: inout JSONText) {
        json.object { json in
            json.member("count", times.count)
            for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)] {
                json.member(name, ifPresent: times.percentile(share).map { Double($0) / 1000 })
            }
        }
    }
}
