import Bytes

extension Configuration {
    /// Something that is allowed, and most likely not what the operator wants.
    struct Doubt: Sendable {
        /// What is so, as the message of a log line.
        var finding: StaticString
        /// What comes of it.
        var effect: String
        /// What to do.
        var remedy: String
    }

    /// What an operator should know before the first client comes.
    var doubts: [Doubt] { accessDoubts + addressDoubts }

    /// Doors that nobody can open.
    private var accessDoubts: [Doubt] {
        guard network.isReachableFromOutside else { return [] }
        var doubts: [Doubt] = []
        if access.adminKey == nil {
            doubts.append(
                Doubt(
                    finding: "no admin key", effect: "the operator's routes are refused",
                    remedy: "set --admin-key"))
        }
        if access.publishKeys.isEmpty, !access.opensPublishing {
            doubts.append(
                Doubt(
                    finding: "no publish key", effect: "nobody can publish",
                    remedy: "set --publish-key, or --open-publishing for everyone"))
        }
        return doubts
    }

    /// Addresses that clients would be told and could not use: media that comes to one arrives at an address of ours
    /// of the same family, and loopback is none. `::` takes both families.
    private var addressDoubts: [Doubt] {
        media.publicAddresses.filter { address in
            !network.listen.contains { !$0.isLoopback && ($0.isV4 == address.isV4 || $0 == .anyV6) }
        }.map { address in
            let family = address.isV4 ? "IPv4" : "IPv6"
            return Doubt(
                finding: "public address cannot work",
                effect: "clients are told \(address), and nothing listens beyond loopback with \(family)",
                remedy: "add --listen \(address.isV4 ? "0.0.0.0" : "::")")
        }
    }
}
