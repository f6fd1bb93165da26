import Bytes

extension Configuration {
    /// What is wrong between keys that are each right alone.
    func contradictions(writtenAt origins: [String: Origin]) -> [Mistake] {
        var mistakes: [Mistake] = []
        func add(_ key: String, _ problem: Mistake.Problem) {
            mistakes.append(Mistake(origin: origins[key], key: key, problem: problem))
        }
        if tls.certificateFile != nil, tls.keyFile == nil { add("tls-certificate", .lacks("tls-key")) }
        if tls.keyFile != nil, tls.certificateFile == nil { add("tls-key", .lacks("tls-certificate")) }
        if tls.mode == .auto, tls.certificateFile != nil {
            add("tls", .contradicts("tls-certificate", because: "auto makes a certificate, and one is given"))
        }
        if tls.certificate != nil, http.port == http.securePort, http.port != 0 {
            let key = origins["https-port"] == nil ? "http-port" : "https-port"
            let other = key == "http-port" ? "https-port" : "http-port"
            add(key, .contradicts(other, because: "both are \(http.port)"))
        }
        var seen: Set<String> = []
        for address in network.listen.map(\.description) where !seen.insert(address).inserted {
            add("listen", .contradicts("listen", because: "\(address) is given twice"))
        }
        return mistakes
    }
}
