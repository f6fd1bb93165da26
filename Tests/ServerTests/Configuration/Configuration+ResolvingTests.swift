import Bytes
import HTTP
import Platform
import Testing

@testable import Server

struct ResolvingTests {
    private func resolve(_ arguments: [String], _ environment: [String: String], _ file: String)
        -> Result<Configuration, Configuration.Mistakes>
    {
        Configuration.resolving([
            Arguments(arguments).reading, Reading(environment: environment),
            Reading(file: "a.conf", contents: file),
        ])
    }

    private func mistakes(_ result: Result<Configuration, Configuration.Mistakes>) -> [String] {
        if case .failure(let mistakes) = result { mistakes.all.map(\.description) } else { [] }
    }

    @Test("nothing said is the default")
    func nothing() throws {
        #expect(try resolve([], [:], "").get() == Configuration())
    }

    @Test(
        "a flag goes before a variable, a variable before the file",
        arguments: [
            (["--http-port=1"], ["STARLING_HTTP_PORT": "2"], "http-port = 3", 1),
            ([], ["STARLING_HTTP_PORT": "2"], "http-port = 3", 2), ([], [:], "http-port = 3", 3),
            ([], ["STARLING_HTTP_PORT": ""], "http-port = 3", 3),
        ] as [([String], [String: String], String, UInt16)])
    func precedence(arguments: [String], environment: [String: String], file: String, port: UInt16) throws {
        #expect(try resolve(arguments, environment, file).get().http.port == port)
    }

    @Test("a place that gives a repeatable key gives all of it")
    func repeatable() throws {
        let configuration = try resolve(
            ["--listen=::"], ["STARLING_LISTEN": "127.0.0.1,::1"], "listen = 0.0.0.0"
        ).get()
        #expect(configuration.network.listen == [.anyV6])
    }

    @Test("every key reaches its value")
    func everything() throws {
        let file = """
            listen = 0.0.0.0
            http-port = 1
            https-port = 2
            http-workers = 3
            http-keep-alive = 4s
            http-max-connections = 5
            http-max-connections-per-address = off
            cors-origin = https://example.com
            tls-certificate = cert.pem
            tls-key = key.pem
            media-port = 6
            workers = 7
            public-address = 192.0.2.1
            public-address = 2001:db8::1
            linger = 8s
            keyframe-interval = 2s
            instant-join = 3s
            instant-join-memory = 4
            instant-join-rate = 6
            early-viewers = refuse
            socket-message-rate = 9
            socket-data-rate = 10
            socket-resumption = 11s
            drain-to = https://b.example
            ice-server = turn:turn.example:3478?transport=udp
            ice-secret = secret-of-the-relay
            ice-lifetime = 1h
            coalesce = 2ms
            pace = 50
            playout-delay = 200-400
            fec = off
            pad-frames = on
            rtmp = off
            rtmp-port = 13
            rtmps-port = 14
            srt = off
            srt-port = 15
            srt-passphrase = ten-letters
            srt-key-length = 32
            srt-latency = 200ms
            bframes = reject
            hls = always
            dvr = 5m
            hls-segment = 2s
            hls-part = 200ms
            hls-aac = off
            h264-fallback = on
            record = *
            record = stage
            recordings-max-age = 24h
            recordings-max-size = 1024
            transcoder = codecs/transcoder
            admin-key = correct-horse-battery
            publish-key = stage:north-wind-and-sun
            roles = signaling
            plane = 192.0.2.7:8188
            plane-secret = secret-of-the-plane
            data-dir = /var/lib/starling
            drain-timeout = 10s
            cpu-pinning = off
            metrics-streams = 12
            log-format = json
            log-level = debug
            """
        let configuration = try resolve([], [:], file).get()
        let unchanged = Configuration.settings.filter { $0.isSame(configuration, Configuration()) }.map(
            \.name)
        // Those that contradict another line here.
        #expect(unchanged == ["tls", "open-publishing", "plane-listen"])
        #expect(configuration.role.roles == [.signaling])
        #expect(configuration.role.planeKey?.count == 32)
        #expect(configuration.network.listen == [.anyV4])
        #expect(configuration.http.limits.keepAlive == .seconds(4))
        #expect(configuration.tls.certificate == .files(chain: "cert.pem", key: "key.pem"))
        #expect(configuration.access.adminKey == Secret("correct-horse-battery"))
        #expect(configuration.access.publishKeys.map(\.text) == ["stage:north-wind-and-sun"])
        #expect(configuration.media.publicAddresses.map(\.description) == ["192.0.2.1", "2001:db8::1"])
        #expect(configuration.media.earlyViewers == .refuse)
        #expect(configuration.media.keyframeInterval == .seconds(2))
        #expect(configuration.media.instantJoinMemory == 4)
        #expect(configuration.media.iceServerList.uris == configuration.media.iceServers)
        #expect(configuration.recording.patterns == [.all, .only(try #require(StreamName("stage")))])
        #expect(configuration.recording.maximumSize == 1024)
        #expect(configuration.logging.level == .debug)
    }

    @Test("mistakes of all places are told in one go, those of an overruled place too")
    func allMistakes() {
        let result = resolve(
            ["--http-port=81", "--log-level=loud"], ["STARLING_HTTP_PORT": "x"],
            "http-port = y\ntls-key = k.pem")
        #expect(
            mistakes(result) == [
                "--log-level: got \"loud\", accepts error, warning, info or debug",
                "STARLING_HTTP_PORT: got \"x\", accepts a port from 0 to 65535",
                "a.conf:1: http-port: got \"y\", accepts a port from 0 to 65535",
                "a.conf:2: tls-key: needs tls-certificate too",
            ])
    }

    @Test(
        "keys that are each right alone may contradict each other",
        arguments: [
            (["--tls-certificate=c"], "--tls-certificate: needs tls-key too"),
            (["--tls-key=k"], "--tls-key: needs tls-certificate too"),
            (
                ["--record=*", "--hls=off"],
                "--record: does not go with hls: it is off, and recordings are made of it"
            ),
            (
                ["--tls=auto", "--tls-certificate=c", "--tls-key=k"],
                "--tls: does not go with tls-certificate: auto makes a certificate, and one is given"
            ),
            (["--tls=auto", "--https-port=8080"], "--https-port: does not go with http-port: both are 8080"),
            (["--tls=auto", "--http-port=8443"], "--http-port: does not go with https-port: both are 8443"),
            (["--listen=::1", "--listen=[0::1]"], "--listen: does not go with listen: ::1 is given twice"),
            (
                ["--public-address=192.0.2.1", "--public-address=192.0.2.1"],
                "--public-address: does not go with public-address: 192.0.2.1 is given twice"
            ),
            (
                ["--media-port=65535", "--workers=2"],
                "--media-port: does not go with workers: 2 ports from 65535 on end at 65536, above 65535"
            ),
            (
                ["--media-port=8079", "--workers=2"],
                "--media-port: does not go with http-port: 8080 is among the media ports"
            ),
            (
                ["--open-publishing", "--publish-key=north-wind-and-sun"],
                "--open-publishing: does not go with publish-key: it asks nobody for a key, and there is one"
            ),
            (["--ice-server=turn:a.example"], "--ice-server: needs ice-secret too"),
            (["--ice-secret=north-wind-and-sun"], "--ice-secret: needs ice-server too"),
            (["--roles=signaling"], "--roles: needs plane too"),
            (["--roles=sfu"], "--roles: needs plane-listen too"),
            (["--plane=unix:a"], "--plane: does not go with roles: media is in this process"),
            (
                ["--roles=signaling", "--plane=unix:a", "--plane-listen=unix:b"],
                "--plane-listen: does not go with roles: media is not in this process"
            ),
            (["--roles=signaling", "--plane=192.0.2.7:1"], "--plane: needs plane-secret too"),
            (["--plane-listen=192.0.2.7:1"], "--plane-listen: needs plane-secret too"),
        ])
    func contradictions(arguments: [String], told: String) {
        #expect(mistakes(resolve(arguments, [:], "")) == [told])
    }

    @Test(
        "what only looks like a contradiction is none",
        arguments: [
            ["--https-port=8080"], ["--tls=auto", "--http-port=0", "--https-port=0"],
            ["--media-port=0", "--workers=2"], ["--media-port=8443", "--workers=1"],
            ["--ice-server=stun:a.example"], ["--roles=signaling", "--plane=unix:a"],
            ["--roles=sfu", "--plane-listen=unix:a"], ["--plane-listen=unix:a"], ["--roles=signaling,sfu"],
            ["--ice-server=turn:a.example", "--ice-secret=north-wind-and-sun"],
            ["--tls=off", "--tls-certificate=c", "--tls-key=k"], ["--listen=::", "--listen=0.0.0.0"],
        ])
    func noContradiction(arguments: [String]) {
        #expect(mistakes(resolve(arguments, [:], "")) == [])
    }
}
