internal import HTTP

/// The document of `--json`: what benchmarks want of a run at hand, and the whole report behind it.
extension LoadSummary: JSONWritable {
    /// Writes all of it.
    func write(to json: inout JSONText) {
        let figures = result.figures
        json.object { json in
            json.member("viewers", writeViewers)
            json.member("publishers", writePublishers)
            json.member("time_from_request_ms", writeTimes)
            json.member("hold", writeHold)
            json.member("latency_ms") { Self.write(latency, to: &$0) }
            json.member("loss", writeLoss)
            json.member("verification", writeVerification)
            json.member("tester", writeTester)
            json.member("failures") { json in
                json.object { json in
                    for (reason, times) in figures.failures.sorted(by: { $0.key < $1.key }) {
                        json.member(reason, times)
                    }
                }
            }
            json.member("warnings", figures.saturation.warnings)
            json.member("report", report)
        }
    }

    private func writeViewers(_ json: inout JSONText) {
        let figures = result.figures
        json.object { json in
            json.member("asked", figures[.started])
            json.member("connected", figures[.dtls].count)
            json.member("joined", figures[.joined])
            json.member("there_in_the_end", result.present)
            json.member("healthy", figures[.healthy])
            json.member("frozen", figures[.viewersFrozen])
            json.member("mistimed", figures[.viewersMistimed])
        }
    }

    private func writePublishers(_ json: inout JSONText) {
        json.object { json in
            json.member("asked", result.figures[.publishersStarted])
            json.member("connected", result.figures[.publishersConnected])
            json.member("there_in_the_end", result.publishersPresent)
            json.member("packets", result.packetsSent)
            json.member("packets_resent", result.packetsResent)
            json.member("keyframes_wanted", result.keyframesWanted)
        }
    }

    private func writeTimes(_ json: inout JSONText) {
        let figures = result.figures
        let times: [(String, Distribution)] = [
            ("answer", .answer), ("path", .ice), ("keys", .dtls), ("first_packet", .firstPacket),
            ("first_frame", .firstFrame),
        ]
        json.object { json in
            for (name, distribution) in times {
                json.member(name) { Self.write(figures[distribution], to: &$0) }
            }
        }
    }

    /// What happened while all viewers were there.
    private func writeHold(_ json: inout JSONText) {
        json.object { json in
            json.member("seconds", hold.seconds)
            json.member("packets", hold.packets)
            json.member("packets_per_second", Double(hold.packets) / hold.seconds)
            json.member("messages", writeMessages)
            json.member("latency_ms") { Self.write(holdLatency, to: &$0) }
            guard let server = hold.server else { return }
            json.member("server_cpu_seconds", server.processorSeconds)
            json.member("server_cores", server.processorSeconds / hold.seconds)
            if hold.packets > 0 {
                json.member("server_cpu_us_per_packet", server.processorSeconds * 1e6 / Double(hold.packets))
            }
            json.member("server_rss_bytes", server.residentAfter)
            json.member("server_rss_bytes_at_first", ifPresent: serverResidentAtFirst)
            if let first = serverResidentAtFirst, result.figures[.joined] > 0 {
                json.member(
                    "server_bytes_per_viewer", (server.residentAfter - first) / result.figures[.joined])
            }
        }
    }

    /// What the server sent by loopback, by packets of a message and their size.
    private func writeMessages(_ json: inout JSONText) {
        json.array { json in
            for kind in hold.messages.kinds {
                json.array { json in
                    json.append(kind.run)
                    json.append(kind.size)
                    json.append(hold.messages.counts[kind] ?? 0)
                }
            }
        }
    }

    private func writeLoss(_ json: inout JSONText) {
        let figures = result.figures
        json.object { json in
            json.member("packets", figures[.packetsExpected])
            json.member("bytes", figures[.bytesReceived])
            json.member("lost", figures[.packetsLost])
            json.member("recovered", result.recovered)
            json.member("missing", figures[.packetsMissing])
            json.member("viewers_with_missing", result.viewersMissing)
            json.member("unauthentic", figures[.packetsForged])
        }
    }

    /// What libsrtp2 made of some viewers' packets.
    private func writeVerification(_ json: inout JSONText) {
        json.object { json in
            json.member("viewers", result.witnesses)
            json.member("agreed", result.agreed)
            json.member("differed", result.differed)
            json.member("foreign", result.foreign)
        }
    }

    private func writeTester(_ json: inout JSONText) {
        let peers = max(result.figures[.started] + result.figures[.publishersStarted], 1)
        json.object { json in
            json.member("cpu_seconds", hold.tester.processorSeconds)
            json.member("cores", hold.tester.processorSeconds / hold.seconds)
            json.member("rss_bytes", hold.tester.residentAfter)
            json.member("bytes_per_peer", (hold.tester.residentAfter - testerResidentAtFirst) / peers)
            json.member("receive_overflows", result.figures.saturation.datagramsDropped)
            json.member("late_timers_ms") { Self.write(lateness, to: &$0) }
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
