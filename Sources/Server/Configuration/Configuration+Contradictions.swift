import Bytes
import Platform

extension Configuration {
    /// What is wrong between keys that are each right alone.
    func contradictions(writtenAt origins: [String: Origin]) -> [Mistake] {
        let found = certificateContradictions + portContradictions(writtenAt: origins) + addressContradictions
        return (found + publishingContradictions + roleContradictions + recordingContradictions).map {
            key, problem in
            Mistake(origin: origins[key], key: key, problem: problem)
        }
    }

    /// A key, and what is wrong with it.
    private typealias Contradiction = (key: String, problem: Mistake.Problem)

    private var certificateContradictions: [Contradiction] {
        var found: [Contradiction] = []
        if tls.certificateFile != nil, tls.keyFile == nil {
            found.append(("tls-certificate", .lacks("tls-key")))
        }
        if tls.keyFile != nil, tls.certificateFile == nil {
            found.append(("tls-key", .lacks("tls-certificate")))
        }
        if tls.mode == .auto, tls.certificateFile != nil {
            let reason = "auto makes a certificate, and one is given"
            found.append(("tls", .contradicts("tls-certificate", because: reason)))
        }
        if ingest.rtmpsPort != nil, tls.certificate == nil {
            found.append(("rtmps-port", .lacks("tls")))
        }
        return found
    }

    /// Ports that two things want. The media ports are TCP as well; how many they are is known only when their
    /// number is given.
    private func portContradictions(writtenAt origins: [String: Origin]) -> [Contradiction] {
        var found: [Contradiction] = []
        if tls.certificate != nil, http.port == http.securePort, http.port != 0 {
            let key = origins["https-port"] == nil ? "http-port" : "https-port"
            let other = key == "http-port" ? "https-port" : "http-port"
            found.append((key, .contradicts(other, because: "both are \(http.port)")))
        }
        guard media.port != 0 else { return found }
        let last = Int(media.port) + (media.workers ?? 1) - 1
        if last > 65535 {
            let reason = "\(media.workers ?? 1) ports from \(media.port) on end at \(last), above 65535"
            found.append(("media-port", .contradicts("workers", because: reason)))
        }
        let secure = tls.certificate == nil ? [] : [("https-port", http.securePort)]
        for (key, port) in [("http-port", http.port)] + secure where Int(port) <= last && port >= media.port {
            found.append(("media-port", .contradicts(key, because: "\(port) is among the media ports")))
        }
        return found
    }

    /// Addresses that are given twice.
    private var addressContradictions: [Contradiction] {
        let lists = [("listen", network.listen), ("public-address", media.publicAddresses)]
        return lists.flatMap { key, addresses -> [Contradiction] in
            var seen: Set<IPAddress> = []
            let repeated = addresses.filter { !seen.insert($0).inserted }
            return repeated.map { (key, .contradicts(key, because: "\($0) is given twice")) }
        }
    }

    /// Processes that would not find each other.
    private var roleContradictions: [Contradiction] {
        var found: [Contradiction] = []
        if !role.hasMedia, role.plane == nil { found.append(("roles", .lacks("plane"))) }
        if !role.hasSignaling, role.planeListen == nil { found.append(("roles", .lacks("plane-listen"))) }
        if role.hasMedia, role.plane != nil {
            found.append(("plane", .contradicts("roles", because: "media is in this process")))
        }
        if !role.hasMedia, role.planeListen != nil {
            found.append(("plane-listen", .contradicts("roles", because: "media is not in this process")))
        }
        for (key, address) in [("plane", role.plane), ("plane-listen", role.planeListen)] {
            guard case .network = address, role.planeSecret == nil else { continue }
            found.append((key, .lacks("plane-secret")))
        }
        return found
    }

    /// A recording is made of what HLS makes.
    private var recordingContradictions: [Contradiction] {
        guard !recording.patterns.isEmpty, hls.mode == .off else { return [] }
        return [("record", .contradicts("hls", because: "it is off, and recordings are made of it"))]
    }

    /// Keys where none is asked for, and a TURN server without the secret that opens it.
    private var publishingContradictions: [Contradiction] {
        var found: [Contradiction] = []
        if access.opensPublishing, !access.publishKeys.isEmpty {
            let reason = "it asks nobody for a key, and there is one"
            found.append(("open-publishing", .contradicts("publish-key", because: reason)))
        }
        let hasRelay = media.iceServers.contains(where: \.isRelay)
        if hasRelay, media.iceSecret == nil { found.append(("ice-server", .lacks("ice-secret"))) }
        if !hasRelay, media.iceSecret != nil { found.append(("ice-secret", .lacks("ice-server"))) }
        return found
    }
}
