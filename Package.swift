// swift-tools-version: 6.3
import PackageDescription

/// Every target: Swift 6 mode (the tools version's default), all warnings are errors, unsafe code says so.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
]

/// A library of ours under Sources.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a library of ours.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

/// libipsec-mb is for x86-64 only; elsewhere its target does without, and SRTP with OpenSSL.
#if arch(x86_64)
    let ipsecMB: [LinkerSetting] = [.linkedLibrary("IPSec_MB")]
#else
    let ipsecMB: [LinkerSetting] = []
#endif

let package = Package(
    name: "starling",
    targets: [
        // Leaves.
        library("Bytes"),
        library("Timing"),
        library("Links", ["Timing"]),
        library("Crypto", ["Bytes", "Timing", "COpenSSL"]),

        // The one place where a codec is described.
        library("Media", ["Bytes", "Timing"]),

        // The product's rules as pure values.
        library("Platform", ["Bytes", "Crypto", "Timing"]),

        // Protocols: one specification area each, sans-IO.
        library("HTTP", ["Bytes", "Timing", "CNGHTTP2", "CZlib"]),
        library("DTLS", ["Bytes", "Crypto", "Timing", "COpenSSL"]),
        library("RTP", ["Bytes", "Media", "Timing"]),
        library("SDP", ["Bytes"]),
        library("ICE", ["Bytes", "Crypto", "Timing"]),
        library("MP4", ["Bytes", "Media"]),
        library("RTMP", ["Bytes", "Media", "Timing"]),
        library("MPEGTS", ["Bytes", "Media"]),
        library("CodecBridge", ["Bytes", "Media"]),
        library("SRTP", ["Bytes", "CIPSecMB", "COpenSSL", "Crypto"]),

        // Engines.
        library("Packaging", ["Bytes", "MP4", "Media", "Timing"]),
        library("Ingest", ["Bytes", "MPEGTS", "Media", "RTMP", "RTP", "Timing"]),
        library("WebRTC", ["Bytes", "Crypto", "DTLS", "ICE", "Media", "RTP", "SDP", "SRTP", "Timing"]),
        library("SFU", ["Bytes", "DTLS", "ICE", "Media", "RTP", "SDP", "Timing", "WebRTC"]),

        library("Transcode", ["CAVCodec", "COpus", "CodecBridge", "Media", "Timing"]),

        // The one module with sockets, threads, files and a clock.
        library("Runtime", ["Bytes", "Crypto", "Timing", "CLinux", "COpenSSL"]),

        // A library that brings its own sockets and threads.
        library("SRTTransport", ["Bytes", "CSRT", "Runtime", "Timing"]),

        // Shells.
        .target(
            name: "Signaling", dependencies: ["Bytes", "HTTP", "Platform", "Timing"],
            path: "signaling/Signaling", swiftSettings: strict, plugins: ["EmbedPages"]),
        .plugin(name: "EmbedPages", capability: .buildTool()),
        library(
            "Server",
            [
                "Bytes", "CodecBridge", "Crypto", "DTLS", "HTTP", "ICE", "Ingest", "MP4", "MPEGTS", "Media",
                "Packaging", "Platform", "RTMP", "RTP", "Runtime", "SDP", "SFU", "SRTP", "SRTTransport",
                "Signaling", "Timing", "WebRTC",
            ]),
        .executableTarget(name: "starling", dependencies: ["Server"], swiftSettings: strict),
        .executableTarget(
            name: "starling-transcoder", dependencies: ["CodecBridge", "Runtime", "Timing", "Transcode"],
            swiftSettings: strict),

        // The load tester.
        .target(
            name: "LoadModel",
            dependencies: [
                "Bytes", "CodecBridge", "Crypto", "CSRTP", "DTLS", "HTTP", "ICE", "Links", "MP4", "Media",
                "Packaging", "RTP", "Runtime", "SDP", "SRTP", "Timing", "WebRTC",
            ],
            path: "loadtest/LoadModel", swiftSettings: strict),
        .executableTarget(
            name: "loadtest", dependencies: ["LoadModel"], path: "loadtest/loadtest", swiftSettings: strict),

        // Benchmarks: leaves at the other end.
        .executableTarget(
            name: "http-bench", dependencies: ["Bytes", "HTTP", "Runtime", "Server"], path: "Benchmarks/http",
            exclude: ["nginx.conf"], swiftSettings: strict),
        .executableTarget(
            name: "hops-bench", dependencies: ["Bytes", "CLinux", "Runtime", "Timing"],
            path: "Benchmarks/hops", swiftSettings: strict),
        .executableTarget(
            name: "srtp-bench", dependencies: ["Bytes", "CSRTP", "Runtime", "SRTP", "Timing"],
            path: "Benchmarks/srtp", swiftSettings: strict),

        .target(
            name: "BenchClients",
            dependencies: ["Bytes", "Crypto", "DTLS", "ICE", "RTP", "SDP", "SRTP", "Timing", "WebRTC"],
            path: "Benchmarks/clients", swiftSettings: strict),
        .target(name: "CEgress", path: "Benchmarks/CEgress", linkerSettings: ipsecMB),
        .executableTarget(
            name: "egress-bench",
            dependencies: [
                "BenchClients", "Bytes", "CEgress", "ICE", "RTP", "Runtime", "SDP", "SFU", "SRTP", "Timing",
                "WebRTC",
            ],
            path: "Benchmarks/egress", swiftSettings: strict),
        .executableTarget(
            name: "forward-bench",
            dependencies: [
                "BenchClients", "Bytes", "CAllocations", "CLinux", "Crypto", "DTLS", "ICE", "RTP", "SDP",
                "SFU", "SRTP",
                "Timing",
                "WebRTC",
            ],
            path: "Benchmarks/forward", swiftSettings: strict),
        .executableTarget(
            name: "handshake-bench",
            dependencies: ["Bytes", "CLinux", "COpenSSL", "Crypto", "DTLS", "Timing"],
            path: "Benchmarks/handshake", swiftSettings: strict),
        .target(
            name: "AdaptiveSimulation",
            dependencies: ["Bytes", "Links", "RTP", "Simulation", "Timing", "WebRTC"],
            path: "Benchmarks/AdaptiveSimulation", swiftSettings: strict),
        .executableTarget(
            name: "adaptive-bench", dependencies: ["AdaptiveSimulation", "Runtime", "Timing"],
            path: "Benchmarks/adaptive", swiftSettings: strict),

        // Tests only.
        library("Simulation", ["Links", "Timing"]),

        // C: shims of ours, and the system's libraries.
        .target(name: "CLinux"),
        .target(name: "CIPSecMB", linkerSettings: ipsecMB),
        .target(
            name: "CAVCodec",
            linkerSettings: ["avcodec", "avutil", "swscale"].map { .linkedLibrary($0) }),
        .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "CSRT", linkerSettings: [.linkedLibrary("srt")]),
        .target(name: "CSRTP", linkerSettings: [.linkedLibrary("srtp2")]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .target(name: "CPrograms", path: "Tests/CPrograms"),
        .target(
            name: "Programs", dependencies: ["CPrograms"], path: "Tests/Programs",
            swiftSettings: strict),
        tests("Bytes", ["Simulation"]),
        tests("Timing", ["Simulation"]),
        tests("Media", ["Bytes", "Simulation", "Timing"]),
        tests("MP4", ["Bytes", "Media", "Programs", "Simulation"]),
        tests("RTMP", ["Bytes", "Media", "Simulation", "Timing"]),
        tests("MPEGTS", ["Bytes", "Media", "Simulation"]),
        tests("SRTTransport", ["Simulation"]),
        tests("Ingest", ["Bytes", "Media", "RTMP", "RTP", "Simulation", "Timing"]),
        tests("CodecBridge", ["Bytes", "Media", "Simulation"]),
        tests("Transcode", ["Bytes", "CodecBridge", "MP4", "Media", "Programs", "Simulation", "Timing"]),
        tests("Packaging", ["Bytes", "MP4", "Media", "Programs", "Simulation", "Timing"]),
        tests("Platform", ["Simulation", "Timing"]),
        tests("Crypto", ["Bytes", "Timing"]),
        tests("Runtime", ["Bytes", "Crypto", "Programs", "Simulation", "Timing"]),
        tests("HTTP", ["Bytes", "CNGHTTP2", "CZlib", "Simulation", "Timing"]),
        tests("DTLS", ["Bytes", "COpenSSL", "Crypto", "Simulation", "Timing"]),
        tests("RTP", ["Bytes", "Media", "Simulation", "Timing"]),
        tests("SDP", ["Bytes", "Simulation"]),
        tests(
            "WebRTC",
            [
                "Bytes", "CAllocations", "Crypto", "DTLS", "ICE", "Links", "RTP", "SDP", "SRTP", "Simulation",
                "Timing",
            ]),
        tests(
            "SFU",
            [
                "Bytes", "CAllocations", "Crypto", "DTLS", "ICE", "RTP", "SDP", "SRTP", "Simulation",
                "Timing",
                "WebRTC",
            ]),
        tests("ICE", ["Bytes", "Simulation", "Timing"]),
        tests("Simulation", ["Links", "Timing"]),
        tests("SRTP", ["Bytes", "CAllocations", "CSRTP", "Simulation"]),
        tests("Signaling", ["Bytes", "HTTP", "Platform", "Simulation", "Timing"]),
        tests(
            "Server",
            [
                "Bytes", "CodecBridge", "HTTP", "ICE", "Ingest", "Media", "Packaging", "Platform", "Programs",
                "RTMP", "RTP", "Runtime", "SDP", "SFU", "SRTTransport", "Signaling", "Simulation", "Timing",
                "WebRTC",
                "starling-transcoder",
            ]),
        .testTarget(
            name: "ScenarioTests",
            dependencies: [
                "AdaptiveSimulation", "Bytes", "Crypto", "DTLS", "ICE", "Links", "Media", "RTP", "SDP", "SFU",
                "SRTP",
                "Simulation", "Timing",
                "WebRTC",
            ],
            path: "Tests/Scenarios",
            swiftSettings: strict),
        tests(
            "LoadModel",
            [
                "Bytes", "CodecBridge", "Crypto", "CSRTP", "DTLS", "HTTP", "ICE", "Links", "MP4", "Media",
                "Packaging", "RTP", "Runtime", "SDP", "SFU", "SRTP", "Simulation", "Timing", "WebRTC",
            ]),
        .testTarget(name: "ArchitectureTests", dependencies: ["Programs"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Programs", "loadtest", "starling", "starling-transcoder"],
            swiftSettings: strict),
    ]
)

// Targets for libFuzzer, which only `make fuzz` builds, with flags that a usual build has no use for.
if Context.environment["STARLING_FUZZ"] != nil {
    func fuzzTarget(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
        .executableTarget(
            name: "fuzz-" + name, dependencies: ["Fuzzing"] + dependencies, path: "Fuzz/" + name,
            swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
    }
    package.targets += [
        .systemLibrary(name: "CLibFuzzer", path: "Fuzz/CLibFuzzer"),
        .target(name: "Fuzzing", dependencies: ["CLibFuzzer"], path: "Fuzz/Fuzzing", swiftSettings: strict),
        .target(
            name: "HTTPFuzzing", dependencies: ["Bytes", "HTTP", "Timing"], path: "Fuzz/HTTPFuzzing",
            swiftSettings: strict),
        fuzzTarget("bridge", ["Bytes", "CodecBridge"]),
        fuzzTarget("dtls", ["Bytes", "Crypto", "DTLS", "Timing"]),
        fuzzTarget("http1", ["HTTP", "HTTPFuzzing"]),
        fuzzTarget("http2", ["HTTP", "HTTPFuzzing"]),
        fuzzTarget("mpegts", ["Bytes", "MPEGTS"]),
        fuzzTarget("rtp", ["Bytes", "RTP"]),
        fuzzTarget("srtp", ["Bytes", "RTP", "SRTP"]),
        fuzzTarget("sdp", ["SDP", "Simulation"]),
        fuzzTarget("stun", ["Bytes", "ICE", "Timing"]),
        fuzzTarget("websocket", ["Bytes", "HTTP", "Timing"]),
    ]
}
