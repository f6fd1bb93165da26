public import HTTP

/// What the server's process used, read before and after a run.
public struct ServerUse: Equatable, Sendable {
    /// Seconds of processor time.
    public var cpuSeconds: Double
    /// The most memory it had, in octets.
    public var memory: Int

    /// What was read.
    public init(cpuSeconds: Double, memory: Int) {
        self.cpuSeconds = cpuSeconds
        self.memory = memory
    }
}

extension ServerUse: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("cpu_seconds", cpuSeconds)
            json.member("memory_bytes", memory)
        }
    }

    /// Reads what `write` wrote; `nil` when it cannot be that.
    init?(_ json: JSONValue) {
        guard let seconds = json["cpu_seconds"]?.number, let memory = json["memory_bytes"]?.whole else {
            return nil
        }
        self.init(cpuSeconds: seconds, memory: memory)
    }
}
