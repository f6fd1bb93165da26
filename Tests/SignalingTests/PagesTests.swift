import Bytes
import HTTP
import Signaling
import Testing

/// Which pages there are, and under which rules a browser shows them.
struct PagesTests {
    private final class NoSink: ResponseSink {
        func submit(_ action: ResponseAction, for responder: Responder) {}
    }

    /// What a path is answered with.
    private func answer(_ path: String, _ fields: HeaderFields = [:], method: HTTP.Method = .get) -> Response?
    {
        var router = Router()
        Pages().add(to: &router)
        let request = Request(method: method, path: path, authority: "localhost:8080", fields: fields)
        var answer = router.answer(
            request, with: Responder(sink: NoSink(), connection: 1, stream: StreamID(1)))
        if case .adding(_, let inner) = answer { answer = inner }
        guard case .now(let response) = answer else { return nil }
        return response
    }

    private func text(_ response: Response?) -> String {
        guard case .whole(let bytes) = response?.body else { return "" }
        return String(utf8: bytes.bytes) ?? ""
    }

    @Test(
        "pages open sockets to the server that they may be sent to, and no other",
        arguments: [("https://b.example", "wss://b.example;"), ("http://127.0.0.1:81", "ws://127.0.0.1:81;")])
    func successor(origin: String, socket: String) {
        var router = Router()
        Pages(successor: origin).add(to: &router)
        let request = Request(method: .get, path: "/stage/a", authority: "localhost:8080")
        var answer = router.answer(
            request, with: Responder(sink: NoSink(), connection: 1, stream: StreamID(1)))
        if case .adding(_, let inner) = answer { answer = inner }
        guard case .now(let response) = answer else {
            Issue.record("not answered")
            return
        }
        #expect(response.fields["content-security-policy"]?.contains("connect-src 'self' \(socket)") == true)
    }

    @Test(
        "pages are there, about a stream for every name that can be",
        arguments: ["/studio/stage", "/watch/stage", "/watch/a.b-c_D9", "/stage/a", "/", "/dashboard"])
    func found(path: String) {
        let response = answer(path)
        #expect(response?.status == .ok)
        #expect(response?.fields["content-type"] == "text/html; charset=utf-8")
        #expect(text(response).contains("<script type=\"module\" src=\"/"))
    }

    @Test(
        "a name that cannot be gets a page that says so, whatever the browser holds or asks for",
        arguments: [
            "/studio/.hidden", "/watch/a%20b", "/watch/a%2Fb", "/studio/\(String(repeating: "a", count: 65))",
        ])
    func missing(path: String) {
        for fields: HeaderFields in [[:], ["if-none-match": "*"], ["range": "bytes=0-3"]] {
            let response = answer(path, fields)
            #expect(response?.status == .notFound)
            #expect(text(response).contains("This cannot be the name of a stream"))
        }
    }

    @Test(
        "files of pages are not pages by themselves",
        arguments: [
            "/stage.html", "/studio.html", "/watch.html", "/missing.html", "/dashboard.html", "/studio",
            "/watch/a/b",
        ])
    func hidden(path: String) {
        #expect(answer(path)?.status == .notFound)
        #expect(answer(path)?.fields["content-type"] == "application/problem+json")
    }

    @Test(
        "scripts and styles come from this server alone, even when the browser holds the page",
        arguments: Pages.patterns)
    func policy(pattern: String) {
        let path = pattern.replacing("{stream}", with: "stage")
        let first = answer(path)
        let again = answer(path, ["if-none-match": first?.fields["etag"] ?? ""])
        #expect(again?.status == .notModified)
        for response in [first, again] {
            #expect(response?.fields["content-security-policy"]?.hasPrefix("default-src 'self';") == true)
        }
        #expect(!text(first).contains("<style") && !text(first).contains(" style="))
        #expect(!text(first).contains("<script>") && !text(first).contains("onclick="))
    }

    @Test("every module that is imported, and every file a page names, is there")
    func complete() {
        let files = Set(Pages.patterns)
        for pattern in Pages.patterns {
            for name in needs(of: text(of: pattern)) {
                #expect(files.contains(name), "\(pattern) needs \(name)")
            }
        }
    }

    @Test(
        "a page with all it loads takes less than 150 KiB, unpacked",
        arguments: Pages.patterns.filter { !$0.contains(".") })
    func size(page: String) {
        var loaded: Set<String> = []
        var next = [page]
        while let name = next.popLast() {
            guard loaded.insert(name).inserted else { continue }
            next += needs(of: text(of: name))
        }
        let bytes = loaded.map { text(of: $0).utf8.count }.reduce(0, +)
        #expect(loaded.count > 4 && bytes < 150 * 1024, "\(loaded)")
    }

    private func text(of pattern: String) -> String {
        text(answer(pattern.replacing("{stream}", with: "stage")))
    }

    /// The modules that a file imports, at once or later, and the files that it names.
    private func needs(of text: String) -> [String] {
        text.matches(of: /"\.(\/[a-z-]+\.js)"/).map { String($0.1) }
            + text.matches(of: /(?:src|href)="(\/[a-z-]+\.(?:js|css|svg))/).map { String($0.1) }
    }
}
