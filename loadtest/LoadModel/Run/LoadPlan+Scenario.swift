internal import Runtime

extension LoadPlan {
    /// A clip longer than this is a film.
    static let longestClip = 256 << 20

    /// Makes a scenario what is done.
    mutating func take(_ scenario: Scenario) async throws(LoadFailure) {
        for (index, group) in scenario.groups.enumerated() {
            try Self.check(group)
            if !group.files.isEmpty {
                programmes[index] = Programme(clips: try Self.clips(group.files))
            } else if !group.clips.isEmpty, group.role == .publish || group.role == .stage {
                programmes[index] = Programme(clips: try await ClipWorkshop.clips(group.clips))
            }
        }
        self.scenario = scenario
        name = scenario.name
        seed = seed ?? scenario.seed
        manners.knowsPayloads = scenario.groups.contains { $0.role == .publish || $0.role == .stage }
    }

    /// Looks for what nobody can do.
    private static func check(_ group: PeerGroup) throws(LoadFailure) {
        guard let url = ServerURL(group.url), group.role.schemes.contains(url.scheme) else {
            let names = group.role.schemes.map(\.rawValue).joined(separator: " or ")
            throw .unusableScenario(group.name, reason: "\(group.url) is no URL of \(names)")
        }
        guard group.role != .hls || group.up == nil && group.down == nil else {
            throw .unusableScenario(group.name, reason: "only networks of WebRTC peers can be made bad")
        }
    }

    /// Reads the clips that are to be published.
    static func clips(_ files: [String]) throws(LoadFailure) -> [Clip] {
        var clips: [Clip] = []
        for file in files {
            do {
                clips.append(try Clip(file: FileSystem.read(file, limit: longestClip)))
            } catch {
                throw .unusableClip(file, reason: "\(error)")
            }
        }
        return clips
    }
}
