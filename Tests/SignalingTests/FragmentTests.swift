import HTTP
import Platform
import Signaling
import Testing

/// What PATCH does to a session: trickled candidates and ICE restarts.
struct FragmentTests {
    @Test("candidates are answered with 204, without content and without a tag", arguments: ["whip", "whep"])
    func trickled(name: String) async {
        let stage = Endpoints()
        let path = await stage.offer("/\(name)/stage")["location"] ?? ""
        let reply = await stage.fragment(path, "a=candidate:1")
        #expect(reply.status == 204)
        #expect(reply["etag"] == nil)
        #expect(reply["content-type"] == nil)
        #expect(stage.plane.now.fragments.map(\.bytes) == [Array("a=candidate:1".utf8)])
    }

    @Test("a restart is answered with 200, a fragment and a new tag, after which the old one is stale")
    func restarted() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        let reply = await stage.fragment(path, "new", ifMatch: "*")
        #expect(reply.status == 200)
        #expect(reply["content-type"] == "application/trickle-ice-sdpfrag")
        #expect(reply["etag"] == "\"restart-1\"")
        #expect(reply.text == "a=ice-ufrag:ours\r\n")
        #expect(await stage.fragment(path, ifMatch: "\"first\"").status == 412)
        #expect(await stage.fragment(path, ifMatch: "\"restart-1\"").status == 204)
        #expect(await stage.fragment(path, "new", ifMatch: "\"restart-1\"")["etag"] == "\"restart-2\"")
    }

    @Test(
        "conditions are served however clients write them",
        arguments: [nil, "", "*", "\"*\"", "\"first\"", "W/\"first\"", "first", "\"other\", \"first\""])
    func met(ifMatch: String?) async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        #expect(await stage.fragment(path, ifMatch: ifMatch).status == 204)
        #expect(await stage.fragment(path, "new", ifMatch: ifMatch).status == 200)
    }

    @Test(
        "a condition for another tag is 412, for candidates and restarts",
        arguments: ["\"other\"", "other", "W/\"o\""])
    func stale(ifMatch: String) async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        for text in ["a=candidate:1", "new"] {
            let reply = await stage.fragment(path, text, ifMatch: ifMatch)
            #expect(reply.status == 412)
            #expect(reply.text.contains("The ICE session has been replaced"))
        }
    }

    @Test("a restart that is refused leaves the session and its tag as they were")
    func refusedRestart() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        stage.plane.set { $0.restartRefusal = .unacceptable(reason: "There is no a=ice-pwd.") }
        #expect(await stage.fragment(path, "new", ifMatch: "*").status == 422)
        #expect(await stage.fragment(path, ifMatch: "\"first\"").status == 204)
    }

    @Test("another type is 415 with what is accepted; none, too much and nothing are refused as well")
    func bodies() async {
        let stage = Endpoints()
        let path = await stage.offer("/whep/stage")["location"] ?? ""
        for fields in [["content-type": "application/sdp"], [:]] as [HeaderFields] {
            let reply = await stage.send(.patch, path, fields, "v=0")
            #expect(reply.status == 415)
            #expect(reply["accept-patch"] == "application/trickle-ice-sdpfrag")
        }
        #expect(await stage.fragment(path, "").status == 400)
        #expect(await stage.fragment(path, String(repeating: "a", count: 32 * 1024 + 1)).status == 413)
        #expect(stage.plane.now.fragments.isEmpty)
    }

    @Test("parameters of the type are no matter")
    func typeWithParameters() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        let fields: HeaderFields = ["content-type": "Application/Trickle-ICE-sdpfrag; charset=utf-8"]
        #expect(await stage.send(.patch, path, fields, "a=candidate:1").status == 204)
    }
}
