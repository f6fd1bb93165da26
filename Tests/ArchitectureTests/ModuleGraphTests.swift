import Testing

/// Package.swift against the graph of the design: arrows point down only.
@Suite struct ModuleGraphTests {
    private static let leaves: Set = ["Bytes", "Timing"]

    /// What each module may depend on at most; a module that is not here needs a row, and a thought, first.
    private static let allowed: [String: Set<String>] = [
        // Leaves.
        "Bytes": [],
        "Timing": [],
        // What a bad network does to packets: for tests and for the load tester.
        "Links": ["Timing"],
        "Crypto": leaves.union(["COpenSSL"]),
        // The one place where a codec is described.
        "Media": leaves,
        // The product's rules: no HTTP, no SQL, no media.
        "Platform": leaves.union(["Crypto"]),
        // Protocols: one specification area each, sans-IO.
        "HTTP": leaves.union(["CNGHTTP2", "CZlib"]),
        "RTP": leaves.union(["Media"]),
        "SDP": leaves.union(["Media"]),
        "ICE": leaves.union(["Crypto"]),
        "DTLS": leaves.union(["Crypto", "COpenSSL"]),
        "SRTP": leaves.union(["Crypto", "COpenSSL", "CIPSecMB"]),
        "RTMP": leaves.union(["Media"]),
        "MPEGTS": leaves.union(["Media"]),
        "MP4": leaves.union(["Media"]),
        "CodecBridge": leaves.union(["Media"]),
        // Engines.
        "WebRTC": leaves.union(["Crypto", "RTP", "SDP", "ICE", "DTLS", "SRTP", "Media"]),
        "SFU": leaves.union(["WebRTC", "RTP", "SDP", "ICE", "DTLS", "Media"]),
        "Packaging": leaves.union(["MP4", "Media"]),
        "Ingest": leaves.union(["RTMP", "MPEGTS", "RTP", "Media"]),
        "Transcode": leaves.union(["Media", "CodecBridge", "CAVCodec", "COpus", "CVPX"]),
        // The one module with sockets, threads, files and a clock; and libraries that bring their own.
        "Runtime": leaves.union(["Crypto", "CLinux", "COpenSSL"]),
        "SRTTransport": leaves.union(["Runtime", "CSRT"]),
        "RISTTransport": leaves.union(["Runtime", "CRIST"]),
        "ObjectStore": leaves.union(["Runtime", "CCurl"]),
        "Storage": leaves.union(["Platform", "CSQLite", "CPostgres"]),
        // Shells.
        "Signaling": leaves.union(["HTTP", "Platform"]),
        "Server": leaves.union([
            "CodecBridge", "Crypto", "HTTP", "RTP", "SDP", "ICE", "DTLS", "SRTP", "RTMP", "MPEGTS", "MP4",
            "WebRTC", "SFU",
            "Packaging",
            "Ingest", "Media", "Platform", "Signaling", "Storage", "Runtime", "SRTTransport", "RISTTransport",
            "ObjectStore",
        ]),
        "LoadModel": leaves.union([
            "CodecBridge", "Crypto", "DTLS", "ICE", "Links", "SRTP", "WebRTC", "RTP", "SDP", "Packaging",
            "MP4", "Media",
            "HTTP", "Runtime", "CSRTP",
        ]),
        // Executables.
        "starling": ["Server"],
        "loadtest": ["LoadModel"],
        "starling-transcoder": leaves.union(["CodecBridge", "Transcode", "Runtime"]),
        // Benchmarks only.
        "BenchClients": leaves.union(["Crypto", "DTLS", "ICE", "RTP", "SDP", "SRTP", "WebRTC"]),
        // Tests only: nothing that ships depends on it.
        "Simulation": leaves.union(["Links", "ICE", "DTLS", "RTP", "WebRTC"]),
        "AdaptiveSimulation": leaves.union(["Links", "RTP", "Simulation", "WebRTC"]),
    ]

    /// What breaks the table in a manifest's modules and their dependencies.
    private static func violations(_ modules: [String: Set<String>]) -> [String] {
        modules.sorted { $0.key < $1.key }.flatMap { module, dependencies in
            guard let allowed = Self.allowed[module] else {
                return ["\(module) is not in the table of this test"]
            }
            return dependencies.subtracting(allowed).sorted().map { "\(module) may not depend on \($0)" }
        }
    }

    @Test("no module depends on what the design does not give it")
    func graph() {
        let modules = Repository.manifest.products
        #expect(
            Self.violations(Dictionary(uniqueKeysWithValues: modules.map { ($0.name, $0.dependencies) }))
                == [])
    }

    @Test("the table itself has no circle")
    func circles() {
        var left = Self.allowed
        while let module = left.first(where: { $0.value.isDisjoint(with: left.keys) })?.key {
            left[module] = nil
        }
        #expect(left.keys.sorted() == [])
    }

    @Test("an arrow upwards and an unknown module are found")
    func planted() {
        #expect(Self.violations(["Bytes": ["Timing"]]) == ["Bytes may not depend on Timing"])
        #expect(Self.violations(["RTP": ["Bytes", "Runtime"]]) == ["RTP may not depend on Runtime"])
        #expect(Self.violations(["Gadgets": []]) == ["Gadgets is not in the table of this test"])
        #expect(Self.violations(["HTTP": ["Bytes"]]) == [])
    }
}
