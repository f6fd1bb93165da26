import HTTP
import Platform
import Signaling
import Testing

/// Where a player says which layer it wants: `/whep/{stream}/{session}/layer`.
struct LayerTests {
    private let stage = Endpoints()
    private static let layers = [
        VideoReport.Layer(name: "q", width: 320, height: 180, bitsPerSecond: 150_000),
        VideoReport.Layer(name: "f", bitsPerSecond: 1_500_000),
    ]

    init() {
        stage.plane.set { state in
            state.videos = [VideoReport(mid: "1", current: "f", reason: "best", layers: Self.layers)]
        }
    }

    /// A session's address for layers.
    private func address() async -> String {
        (await stage.offer("/whep/stage")["location"] ?? "") + "/layer"
    }

    private func choose(_ body: String, type: String = "application/json") async -> Endpoints.Reply {
        await stage.send(.post, await address(), ["content-type": type], body)
    }

    @Test("a viewer's answer names the address, and a publisher's none")
    func link() async {
        let reply = await stage.offer("/whep/stage")
        let location = reply["location"] ?? ""
        #expect(reply["link"] == "<\(location)/layer>; rel=\"urn:ietf:params:whep:ext:core:layer\"")
        #expect(await stage.offer("/whip/other")["link"] == nil)
    }

    @Test("GET tells what arrives, and why")
    func state() async {
        let reply = await stage.send(.get, await address())
        #expect(reply.status == 200 && reply["cache-control"] == "no-store")
        #expect(
            reply.text == """
                {"videos":[{"mid":"1","current":"f","reason":"best","choice":{"paused":false},"layers":[\
                {"name":"q","width":320,"height":180,"bitsPerSecond":150000},{"name":"f","bitsPerSecond":1500000}]}]}
                """)
    }

    @Test(
        "POST chooses a layer, a size, a pause, or nothing",
        arguments: [
            (#"{"mediaId":"1","encodingId":"q"}"#, LayerChoice(layer: "q")),
            (#"{"rid":"q","later":7}"#, LayerChoice(layer: "q")),
            (
                #"{"maxWidth":640,"maxHeight":360}"#,
                LayerChoice(layer: nil, maximumWidth: 640, maximumHeight: 360)
            ),
            (#"{"paused":true}"#, LayerChoice(isPaused: true)), (#"{"mediaId":"1"}"#, LayerChoice()),
            (#"{"encodingId":null}"#, LayerChoice()), (#"{"priority":4}"#, LayerChoice(priority: 4)),
        ])
    func choice(body: String, choice: LayerChoice) async {
        let reply = await choose(body)
        #expect(reply.status == 200 && reply.text.contains("\"current\":\"f\""))
        #expect(stage.plane.now.choices == [choice])
    }

    @Test(
        "what cannot be read or is not there is told",
        arguments: [
            ("", 400), ("7", 400), ("{", 400), (#"{"encodingId":7}"#, 400), (#"{"maxWidth":0}"#, 400),
            (#"{"priority":17}"#, 400),
            (#"{"paused":"yes"}"#, 400), (#"{"spatialLayerId":1}"#, 400), (#"{"mediaId":"9"}"#, 422),
        ])
    func mistakes(body: String, status: Int) async {
        let reply = await choose(body)
        #expect(reply.status == status && reply["content-type"] == "application/problem+json")
        #expect(stage.plane.now.choices.isEmpty)
    }

    @Test("another type of body is 415, and a longer one 413")
    func bodies() async {
        #expect(await choose("{}", type: "text/plain").status == 415)
        #expect(await choose(String(repeating: " ", count: 5000)).status == 413)
    }

    @Test("a session that is not there has no layers")
    func unknown() async {
        let path = await address()
        _ = await stage.send(.delete, String(path.dropLast("/layer".count)))
        #expect(await stage.send(.get, path).status == 404)
        #expect(await stage.send(.post, path, ["content-type": "application/json"], "{}").status == 404)
        #expect(await stage.send(.get, "/whep/stage/x/layer").status == 404)
    }
}
