public import HTTP
internal import Links

// A scenario as its file's text, for agents on other machines.
extension Scenario: JSONWritable {
    /// Writes what `parse` reads.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("name", name)
            json.member("seed", seed & 0x1F_FFFF_FFFF_FFFF)
            json.member("groups") { json in
                json.array { json in
                    for group in groups { group.write(to: &json) }
                }
            }
        }
    }
}

extension PeerGroup {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.member("name", name)
            json.member("role", role.rawValue)
            json.member("url", url)
            json.member("files", files)
            json.member("clips") { json in
                json.array { json in
                    for clip in clips { clip.write(to: &json) }
                }
            }
            json.member("impairment") { json in
                json.object { json in
                    if let up { json.member("up") { up.write(to: &$0) } }
                    if let down { json.member("down") { down.write(to: &$0) } }
                }
            }
            if let stage { json.member("stage") { stage.write(to: &$0) } }
            json.member("phases") { json in
                json.array { json in
                    for phase in phases { phase.write(to: &json) }
                }
            }
        }
    }
}

extension StagePlan {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.member("name", name)
            json.member("size", size)
            json.member("senders", senders)
        }
    }
}

extension ClipRecipe {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            json.member("codec", codec.rawValue)
            json.member("width", width)
            json.member("height", height)
            json.member("fps", framesPerSecond)
            json.member("bitrate", "\(kilobitsPerSecond)kbps")
            json.member("seconds", seconds)
            json.member("keyframe_interval", keyframeInterval)
            json.member("packet_ms", packetMilliseconds)
        }
    }
}

extension LinkConditions {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            switch loss {
            case .none: break
            case .random(let share): json.member("loss", share)
            case .bursts(let average, let length):
                json.member("loss", average)
                json.member("burst", length)
            }
            json.member("delay", delay.text)
            json.member("jitter", jitter.text)
            if let bitsPerSecond { json.member("rate", "\(bitsPerSecond)bps") }
            json.member("queue", queueByteCount)
            json.member("reordering", reordering)
            json.member("duplication", duplication)
        }
    }
}

extension Phase {
    fileprivate func write(to json: inout JSONText) {
        json.object { json in
            switch self {
            case .ramp(let goal, let over):
                json.member("ramp", goal)
                json.member("over", over.text)
            case .hold(let duration): json.member("hold", duration.text)
            case .crowd(let goal, let within):
                json.member("crowd", goal)
                json.member("within", within.text)
            case .churn(let duration, let stay, let away):
                json.member("churn", duration.text)
                json.member("stay", stay.text)
                json.member("away", away.text)
            case .drop(let away): json.member("drop", away.text)
            }
        }
    }
}

extension Duration {
    /// The duration as a scenario writes it, to the microsecond.
    fileprivate var text: String { "\(microseconds)us" }
}
