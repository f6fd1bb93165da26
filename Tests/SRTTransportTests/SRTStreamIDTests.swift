import SRTTransport
import Simulation
import Testing

/// What callers say that they want.
@Suite struct SRTStreamIDTests {
    @Test("a short stream ID says what, of which stream, and with which key")
    func short() throws {
        let id = try #require(SRTStreamID("publish:studio?key=a%21b&program=3&key=second"))
        #expect(id.mode == .publish && id.name == "studio" && id.key == "a!b" && id.program == 3)
        let plain = try #require(SRTStreamID("read:studio"))
        #expect(plain.mode == .read && plain.name == "studio" && plain.key == nil && plain.program == nil)
        #expect(SRTStreamID("publish:studio?token=x")?.key == "x")
    }

    @Test("the general syntax says the same, and other keys of it are passed over")
    func general() throws {
        let id = try #require(
            SRTStreamID("#!::u=admin,r=studio,m=publish,t=stream,starling_key=k,starling_program=2"))
        #expect(id.mode == .publish && id.name == "studio" && id.key == "k" && id.program == 2)
        // A request is what is meant where nothing is said.
        #expect(SRTStreamID("#!::r=studio")?.mode == .read)
        #expect(SRTStreamID("#!::r=studio?key=k,m=publish")?.key == "k")
    }

    @Test(
        "what is neither is refused",
        arguments: [
            "", "studio", "publish:", "publish", ":studio", "play:studio", "#!::", "#!::m=publish", "#!:{}",
            "#!::r=a,m=bidirectional", "#!::r=a,t=file", "publish:a?program=0", "publish:a?program=70000",
            "publish:?key=a", "publish:" + String(repeating: "a", count: 600),
        ])
    func unreadable(text: String) {
        #expect(SRTStreamID(text) == nil || SRTStreamID(text)?.name.isEmpty == true)
    }

    @Test("damaged stream IDs do no harm")
    func mutations() {
        let samples = ["publish:studio?key=a%21b&program=3", "#!::u=admin,r=studio,m=publish,starling_key=k"]
        for bytes in Mutations(of: samples.map { Array($0.utf8) }, count: Mutations.usualCount / 4) {
            _ = SRTStreamID(String(decoding: bytes, as: UTF8.self))
        }
    }
}
