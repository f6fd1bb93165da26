import Bytes
import HTTP
import Simulation
import Testing

@Suite("Representations")
struct RepresentationTests {
    private static let text = String(repeating: "a line of a page\n", count: 200)
    private static let tag = EntityTag("v1")
    private static let plain = Representation(
        type: "text/plain", bytes: ByteSlice(SharedBytes("0123456789")), tag: tag, cache: .revalidated)
    private static let both = Representation(
        type: "text/plain", bytes: ByteSlice(SharedBytes("0123456789")),
        packed: ByteSlice(SharedBytes("packed")),
        tag: tag, cache: .seconds(5))

    private static func get(_ fields: HeaderFields = [:], method: HTTP.Method = .get) -> Request {
        Request(method: method, path: "/", fields: fields)
    }

    @Test("an unconditional request gets everything, with tag, type and how long to keep it")
    func whole() {
        let response = Self.plain.response(to: Self.get())
        #expect(response.status == .ok)
        #expect(response.text == "0123456789")
        #expect(response.fields["etag"] == "\"v1\"")
        #expect(response.fields["content-type"] == "text/plain")
        #expect(response.fields["cache-control"] == "no-cache")
        #expect(response.fields["accept-ranges"] == "bytes")
        #expect(response.fields["vary"] == nil)
    }

    @Test("a client that takes gzip gets it, under another tag, and caches are told")
    func packed() {
        let packed = Self.both.response(to: Self.get(["accept-encoding": "gzip"]))
        let plain = Self.both.response(to: Self.get())
        #expect(packed.text == "packed")
        #expect(packed.fields["content-encoding"] == "gzip")
        #expect(packed.fields["etag"] == "\"v1-gzip\"")
        #expect(plain.text == "0123456789")
        #expect(plain.fields["content-encoding"] == nil)
        #expect([packed, plain].allSatisfy { $0.fields["vary"] == "accept-encoding" })
    }

    @Test(
        "a client that holds either version is told that it is the one",
        arguments: ["\"v1\"", "W/\"v1-gzip\"", "\"x\", \"v1\"", "*"])
    func notModified(field: String) {
        for method in [HTTP.Method.get, .head] {
            let response = Self.both.response(
                to: Self.get(["if-none-match": field, "range": "bytes=0-1"], method: method))
            #expect(response.status == .notModified)
            #expect(response.text == nil)
            #expect(response.fields["etag"]?.hasPrefix("\"v1") == true)
            #expect(response.fields["cache-control"] == "max-age=5")
        }
    }

    @Test("another version in If-None-Match gets the bytes, in If-Match it gets 412")
    func otherVersion() {
        #expect(Self.both.response(to: Self.get(["if-none-match": "\"v0\""])).status == .ok)
        #expect(Self.both.response(to: Self.get(["if-match": "\"v0\""])).status == .preconditionFailed)
        #expect(Self.both.response(to: Self.get(["if-match": "W/\"v1\""])).status == .preconditionFailed)
        #expect(Self.both.response(to: Self.get(["if-match": "\"v0\", \"v1\""])).status == .ok)
    }

    @Test("a part is of the plain bytes, also for a client that takes gzip")
    func part() {
        let response = Self.both.response(to: Self.get(["range": "bytes=2-4", "accept-encoding": "gzip"]))
        #expect(response.status == .partialContent)
        #expect(response.text == "234")
        #expect(response.fields["content-range"] == "bytes 2-4/10")
        #expect(response.fields["etag"] == "\"v1\"")
        #expect(response.fields["content-encoding"] == nil)
    }

    @Test("a part that is not there is 416 and says how much there is")
    func unsatisfiable() {
        let response = Self.plain.response(to: Self.get(["range": "bytes=10-"]))
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.fields["content-range"] == "bytes */10")
    }

    @Test("a part of an older version is answered with all of this one")
    func ifRange() {
        let response = Self.plain.response(to: Self.get(["range": "bytes=0-1", "if-range": "\"v0\""]))
        #expect(response.status == .ok)
        #expect(response.text == "0123456789")
    }

    @Test("packing is kept where it helps")
    func packing() {
        var gzip = Gzip()
        let request = Self.get(["accept-encoding": "gzip"])
        var random = SeededGenerator(seed: 3)
        let long = Representation(
            type: "t", bytes: ByteSlice(SharedBytes(Self.text)), cache: .forever, packedBy: &gzip)
        let short = Representation(
            type: "t", bytes: ByteSlice(SharedBytes("short")), cache: .forever, packedBy: &gzip)
        let dense = Representation(
            type: "t", bytes: ByteSlice(random.bytes(4000)), cache: .never, packedBy: &gzip)
        let answer = long.response(to: request)
        guard case .whole(let body) = answer.body else { return }
        let copy = Array(body.bytes)
        #expect(answer.fields["content-encoding"] == "gzip")
        #expect(unpacked(copy, capacity: 10_000) == Array(Self.text.utf8))
        #expect(short.response(to: request).fields["content-encoding"] == nil)
        #expect(dense.response(to: request).fields["content-encoding"] == nil)
    }
}
