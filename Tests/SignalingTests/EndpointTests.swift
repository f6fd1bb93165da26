import HTTP
import Platform
import Signaling
import Testing

/// What else `/whip/{stream}` and `/whep/{stream}` answer: who may, from which pages, by which ICE servers.
struct EndpointTests {
    private static let turn = ICEServer(
        uri: "turn:turn.example:3478?transport=udp",
        credentials: RelayCredentials(username: "1700000000:stage", password: "iis0dxqQI8ThDecob/fRW+w="))
    private static let stun = ICEServer(uri: "stun:turn.example:3478")
    private static let links = [
        #"<stun:turn.example:3478>; rel="ice-server""#,
        #"<turn:turn.example:3478?transport=udp>; rel="ice-server"; username="1700000000:stage"; credential="iis0dxqQI8ThDecob/fRW+w="; credential-type="password""#,
    ]

    @Test(
        "the answer names every ICE server in a field of its own, and so does OPTIONS",
        arguments: ["whip", "whep"])
    func iceServers(name: String) async {
        let stage = Endpoints(iceServers: [Self.stun, Self.turn])
        let links = await stage.offer("/\(name)/stage").head.fields.values(of: "link")
        #expect(links.filter { $0.contains("ice-server") } == Self.links)
        let options = await stage.send(.options, "/\(name)/stage")
        #expect(options.status == 200)
        #expect(options.head.fields.values(of: "link") == Self.links)
        #expect(options["accept-post"] == "application/sdp")
        #expect(options["cache-control"] == "no-store")
    }

    @Test("credentials are for those who may publish")
    func iceServersForPublishers() async {
        let stage = Endpoints(needsKey: true, iceServers: [Self.turn])
        let stranger = await stage.send(.options, "/whip/stage")
        #expect(stranger.status == 200)
        #expect(stranger["accept-post"] == "application/sdp")
        #expect(stranger["link"] == nil)
        let publisher = await stage.send(
            .options, "/whip/stage", ["authorization": "Bearer \(Endpoints.key)"])
        #expect(publisher["link"] == Self.links[1])
        #expect(await stage.send(.options, "/whep/stage")["link"] == Self.links[1])
    }

    @Test("quotes in credentials are escaped")
    func quotes() async {
        let server = ICEServer(
            uri: "turn:t", credentials: RelayCredentials(username: #"a"b\c"#, password: "p"))
        let link = await Endpoints(iceServers: [server]).offer("/whip/stage")["link"]
        #expect(link?.contains(#"username="a\"b\\c""#) == true)
    }

    @Test("without a key publishing is 401 and says how; with a wrong one 403; viewers need none")
    func keys() async {
        let stage = Endpoints(needsKey: true)
        let missing = await stage.offer("/whip/stage")
        #expect(missing.status == 401)
        #expect(missing["www-authenticate"] == "Bearer")
        let wrong = await stage.offer(
            "/whip/stage", ["content-type": "application/sdp", "authorization": "Bearer no"])
        #expect(wrong.status == 403)
        #expect(stage.plane.now.requests.isEmpty)
        #expect(await stage.offer("/whep/stage").status == 201)
    }

    @Test(
        "the scheme of a key may have any case, and a session's address needs no key",
        arguments: ["Bearer", "bearer", "BEARER"])
    func schemes(scheme: String) async {
        let stage = Endpoints(needsKey: true)
        let reply = await stage.offer(
            "/whip/stage", ["content-type": "application/sdp", "authorization": "\(scheme) \(Endpoints.key)"])
        #expect(reply.status == 201)
        let path = reply["location"] ?? ""
        #expect(await stage.fragment(path).status == 204)
        #expect(await stage.send(.delete, path).status == 200)
    }

    @Test("GET is 204; players recognise WHEP by HEAD")
    func getAndHead() async {
        let stage = Endpoints()
        #expect(await stage.send(.get, "/whip/stage").status == 204)
        #expect(await stage.send(.head, "/whip/stage").status == 204)
        #expect(await stage.send(.get, "/whep/stage").status == 204)
        let head = await stage.send(.head, "/whep/stage")
        #expect(head.status == 200)
        #expect(head["content-type"] == "application/sdp")
    }

    @Test(
        "a page of any site may use them, and reads what it needs", arguments: ["/whip/stage", "/whep/stage"])
    func pages(path: String) async {
        let stage = Endpoints(needsKey: true, iceServers: [Self.turn])
        let preflight = await stage.send(
            .options, path,
            [
                "origin": "https://studio.example", "access-control-request-method": "POST",
                "access-control-request-headers": "authorization, content-type",
            ])
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-origin"] == "*")
        #expect(preflight["access-control-allow-methods"]?.contains("POST") == true)
        #expect(preflight["access-control-allow-headers"] == "Authorization, Content-Type, If-Match")
        #expect(preflight["link"] == nil)
        let reply = await stage.offer(
            path,
            [
                "content-type": "application/sdp", "origin": "https://studio.example",
                "authorization": "Bearer \(Endpoints.key)",
            ])
        #expect(reply.status == 201)
        #expect(reply["access-control-allow-origin"] == "*")
        #expect(reply["access-control-expose-headers"] == "Location, ETag, Link, Retry-After")
        for method in ["PATCH", "DELETE"] {
            let preflight = await stage.send(
                .options, reply["location"] ?? "",
                ["origin": "https://studio.example", "access-control-request-method": method])
            #expect(preflight.status == 204)
            #expect(preflight["access-control-allow-methods"] == "GET, HEAD, PATCH, DELETE, OPTIONS")
        }
    }

    @Test("a page reads why it was refused as well")
    func refusedPage() async {
        let stage = Endpoints(needsKey: true)
        let reply = await stage.offer(
            "/whip/stage", ["content-type": "application/sdp", "origin": "https://studio.example"])
        #expect(reply.status == 401)
        #expect(reply["access-control-allow-origin"] == "*")
    }
}
