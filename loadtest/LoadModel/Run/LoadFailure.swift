/// Why a run did not begin.
enum LoadFailure: Error, Hashable {
    /// A server's name leads nowhere.
    case unknownServer(String, reason: String)
    /// Nobody can be trusted.
    case noTrust(reason: String)
    /// A file holds nothing that conductor and agents could share.
    case unusableSecret(String, reason: String)
    /// Agents cannot do it.
    case noAgents(reason: String)
    /// No certificate could be made.
    case noCertificate(reason: String)
    /// The system gives us no loop.
    case noLoop(reason: String)
    /// A file is nothing that can be published.
    case unusableClip(String, reason: String)
    /// A scenario cannot be carried out.
    case unusableScenario(String, reason: String)
    /// Nothing decodes.
    case noDecoder(reason: String)
    /// No publisher got as far as sending media.
    case noPublisher(reason: String)
}

extension LoadFailure: CustomStringConvertible {
    /// A sentence for who started it.
    var description: String {
        switch self {
        case .unknownServer(let name, let reason): "\(name) is not found: \(reason)"
        case .noTrust(let reason): "--trust: \(reason)"
        case .unusableSecret(let file, let reason): "--secret: \(file): \(reason)"
        case .noAgents(let reason): "the agents cannot do it: \(reason)"
        case .noCertificate(let reason): "no certificate could be made: \(reason)"
        case .noLoop(let reason): "no event loop: \(reason)"
        case .unusableClip(let file, let reason): "\(file) cannot be published: \(reason)"
        case .unusableScenario(let name, let reason): "\(name) cannot be carried out: \(reason)"
        case .noDecoder(let reason): "--decode: \(reason)"
        case .noPublisher(let reason): "nobody could publish: \(reason)"
        }
    }
}
