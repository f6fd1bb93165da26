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
            (["--whep", "a/b"], "--whep takes an http URL, not \"a/b\""),
            (["--whep", "http://a", "--ramp", "5"], "--ramp takes a time such as 10s or 500ms, not \"5\""),
            (["--whep", "http://a", "--fps", "0"], "--fps takes a number from 1 to 240, not \"0\""),
            (["--whep", "http://a", "--nonsense"], "there is no --nonsense; --help lists what there is"),
            (["--whep", "http://a", "--json"], "--json needs a file"),
            ([], "there is nobody to come; --help says more"),
        ] as [([String], String)])
    func mistaken(arguments: [String], mistake: String) {
        #expect(LoadOptions(arguments).mistakes.contains(mistake))
    }

    @Test("every option is in the help text")
    func help() {
        for option in LoadOptions.table { #expect(LoadOptions.help.contains("  \(option.name) ")) }
    }
}
