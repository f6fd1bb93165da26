import Runtime
import SDP
import Testing

@testable import LoadModel

@Suite struct LoadOptionsTests {
    @Test("what is said is done")
    func said() throws {
        let options = LoadOptions([
            "--whep", "http://a:1/whep/s", "--viewers=20", "--whip", "http://a:1/whip/s", "--ramp", "500ms",
            "--duration", "2m", "--video-rate", "2.5M", "--fps", "10", "--audio-packet", "60ms", "--json",
            "x",
            "--pid", "17", "--seed", "4", "--keyframe-on-request", "no", "--look", "5ms", "--arrival", "yes",
            "--haste",
            "0", "--mark-sending=yes",
        ])
        #expect(options.mistakes == [])
        #expect(options.plan.viewers == 20)
        #expect(options.plan.publishers == 1)
        #expect(options.plan.ramp == .milliseconds(500))
        #expect(options.plan.duration == .seconds(120))
        #expect(options.pattern.videoRate == 2_500_000)
        #expect(options.plan.process == 17)
        #expect(!options.plan.manners.answersKeyframes)
        #expect(options.plan.manners.marksSending)
        #expect(options.plan.manners.haste == 0)
        #expect(options.plan.reception.interval == .milliseconds(5))
        #expect(options.plan.reception.readsArrival)
        #expect(options.plan.programme.tracks.map(\.kind) == [.audio, .video])
    }

    @Test(
        "what makes no sense is said, all of it at once",
        arguments: [
            (["--viewers", "5"], "--viewers needs --whep, where they ask"),
            (["--whep", "a/b"], "--whep takes a URL of http or https, not \"a/b\""),
            (["--whep", "http://a", "--ramp", "5"], "--ramp takes a time such as 10s or 500ms, not \"5\""),
            (["--whep", "http://a", "--fps", "0"], "--fps takes a number from 1 to 240, not \"0\""),
            (["--whep", "http://a", "--nonsense"], "there is no --nonsense; --help lists what there is"),
            (["--hls", "ws://a"], "--hls takes a URL of http or https, not \"ws://a\""),
            (["--ws", "http://a"], "--ws takes a URL of ws or wss, not \"http://a\""),
            (["--members", "2"], "--members needs --ws, where they come"),
            (["--players", "2"], "--players needs --hls, where they ask"),
            (["--whep", "http://a", "--json"], "--json needs a file"),
            ([], "there is nobody to come; --help says more"),
        ] as [([String], String)])
    func mistaken(arguments: [String], mistake: String) {
        #expect(LoadOptions(arguments).mistakes.contains(mistake))
    }

    @Test("whom to trust is the system, anybody or a file")
    func trust() {
        #expect(LoadOptions([]).plan.trust == .system)
        #expect(LoadOptions(["--trust", "anybody"]).plan.trust == .anybody)
        #expect(LoadOptions(["--trust", "a.pem"]).plan.trust == .file("a.pem"))
    }

    @Test("players and members come where there is a URL for them")
    func others() {
        let options = LoadOptions([
            "--hls", "https://a/hls/s/index.m3u8", "--players", "7", "--ws", "wss://a/ws", "--stage", "s{n}",
            "--stage-size", "3", "--senders", "1", "--low-latency", "no",
        ])
        #expect(options.mistakes == [])
        #expect(options.plan.players == 7 && options.plan.members == 1 && !options.plan.isLowLatency)
        #expect(options.plan.stage == StagePlan(name: "s{n}", size: 3, senders: 1))
        #expect(options.plan.urls.map(\.self?.scheme) == [nil, nil, .https, .wss])
    }

    @Test("an agent hears this machine, or others that share a secret")
    func agent() {
        let options = LoadOptions(["agent", "--key", "k"])
        #expect(options.isAgent && options.mistakes == [])
        #expect("\(options.listen)" == "127.0.0.1:8790")
        #expect(LoadOptions(["agent", "--listen", "[::]:9"]).mistakes.count == 1)
        #expect(LoadOptions(["agent", "--listen", "0.0.0.0", "--secret", "f"]).mistakes == [])
        #expect(LoadOptions(["agent", "--listen", "a:1"]).mistakes.count == 1)
    }

    @Test("agents are named with their ports or without")
    func agents() {
        let options = LoadOptions(["run", "--agents", "a,b:9,[::1],[::1]:9,10.0.0.1", "--scenario", "f"])
        #expect(options.mistakes == [])
        #expect(
            options.agents.map(\.authority) == ["a:8790", "b:9", "[::1]:8790", "[::1]:9", "10.0.0.1:8790"])
        #expect(LoadOptions(["run", "--agents", "a,,b", "--scenario", "f"]).mistakes.count == 1)
        #expect(
            LoadOptions(["--agents", "a"]).mistakes.contains(
                "--agents needs --scenario, which they carry out"))
    }

    @Test("every option is in the help text")
    func help() {
        for option in LoadOptions.table { #expect(LoadOptions.help.contains("  \(option.name) ")) }
    }
}
