import HTTP
import Platform
import Signaling
import Testing

/// A session's own address: who finds it, how it ends, and what else can be asked there.
struct SessionAddressTests {
    @Test(
        "DELETE ends a session whatever If-Match says; afterwards there is none", arguments: ["whip", "whep"])
    func ended(name: String) async {
        let stage = Endpoints()
        let path = await stage.offer("/\(name)/stage")["location"] ?? ""
        #expect(await stage.send(.delete, path, ["if-match": "\"stale\""]).status == 200)
        #expect(await stage.send(.delete, path).status == 404)
        #expect(await stage.fragment(path).status == 404)
        #expect(await stage.send(.get, path).status == 404)
        #expect(stage.plane.now.tags.isEmpty)
    }

    @Test("a publisher that has ended makes room for another")
    func room() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        _ = await stage.send(.delete, path)
        #expect(await stage.offer("/whip/stage").status == 201)
    }

    @Test("a session is found under its own stream and role only")
    func bound() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        let id = path.split(separator: "/").last.map(String.init) ?? ""
        let upper = id.uppercased()
        for other in ["/whip/other/\(id)", "/whep/stage/\(id)", "/whip/stage/\(upper)x", "/whip/.x/\(id)"] {
            #expect(await stage.fragment(other).status == 404)
            #expect(await stage.send(.delete, other).status == 404)
            #expect(await stage.send(.get, other).status == 404)
        }
        #expect(await stage.send(.get, path).status == 204)
    }

    @Test("GET and HEAD of a session that is there are 204, without content")
    func probed() async {
        let stage = Endpoints()
        let path = await stage.offer("/whep/stage")["location"] ?? ""
        #expect(await stage.send(.get, path).status == 204)
        #expect(await stage.send(.head, path).status == 204)
    }

    @Test("OPTIONS of a session says what it takes")
    func options() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        let reply = await stage.send(.options, path)
        #expect(reply.status == 200)
        #expect(reply["accept-patch"] == "application/trickle-ice-sdpfrag")
        #expect(reply["allow"] == "GET, HEAD, PATCH, DELETE, OPTIONS")
    }

    @Test("other methods are 405 with those there are")
    func otherMethods() async {
        let stage = Endpoints()
        let path = await stage.offer("/whip/stage")["location"] ?? ""
        let reply = await stage.send(.put, path, [:], "x")
        #expect(reply.status == 405)
        #expect(reply["allow"] == "GET, HEAD, PATCH, DELETE, OPTIONS")
        let endpoint = await stage.send(.put, "/whip/stage", [:], "x")
        #expect(endpoint.status == 405)
        #expect(endpoint["allow"] == "GET, HEAD, POST, OPTIONS")
    }
}
