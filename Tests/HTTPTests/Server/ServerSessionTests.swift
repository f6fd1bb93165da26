import Bytes
import Testing
import Timing

@testable import HTTP

@Suite("Server session")
struct ServerSessionTests {
    private static let one = StreamID(1)

    private static func body(_ text: String) -> ConnectionEvent { .body(one, Array(text.utf8)) }

    // MARK: Answers

    @Test("an answer that is there at once is given, counted, and forgotten")
    func now() {
        let stage = SessionStage { request, _ in .now(Response(text: request.path)) }
        #expect(stage.request() == ["respond 1 200 /"])
        #expect(stage.heard == ["GET 200 after 0 ns"])
        #expect(stage.session.openRequests.isEmpty)
    }

    @Test("an answer that comes later is given and counted when it comes, once")
    func later() {
        let stage = SessionStage { _, _ in .later }
        #expect(stage.request(.put).isEmpty)
        stage.now = Instant(nanoseconds: 5)
        #expect(stage.perform(.respond(Response(text: "a"))) == ["respond 1 200 a"])
        #expect(stage.perform(.respond(Response(text: "b"))).isEmpty)
        #expect(stage.heard == ["PUT 200 after 5 ns"])
        #expect(stage.session.openRequests.isEmpty)
    }

    @Test("what is asked for on a stream that is over, or never was, is dropped")
    func stale() {
        let stage = SessionStage { _, _ in .later }
        let notes = Notes()
        stage.request()
        stage.find(.closed(Self.one, completed: false))
        for stream: Int32 in [1, 9] {
            for action in [
                ResponseAction.respond(Response(.ok)), .send(ByteSlice([1])), .finish, .abort, .consumed(1),
            ] {
                #expect(stage.perform(action, on: stream).isEmpty)
            }
            #expect(stage.perform(.whenWritable { notes.add("\($0)") }, on: stream).isEmpty)
        }
        #expect(notes.lines == ["false", "false"])
        #expect(stage.heard.isEmpty)
    }

    @Test("a service may answer by its responder before it says that it will")
    func onTheSpot() {
        let stage = SessionStage { _, responder in
            responder.respond(Response(text: "early"))
            return .later
        }
        #expect(stage.request() == ["respond 1 200 early"])
    }

    @Test("fields that were promised come with whatever answer there is")
    func adding() {
        let stage = SessionStage { request, _ in
            .adding(
                ["x-a": "1"],
                .adding(
                    ["x-b": "2"],
                    request.method == .get ? .later : .afterBody(limit: 1) { _, _ in .now(Response(.ok)) }))
        }
        stage.request(.get)
        stage.perform(.respond(Response(.noContent)))
        stage.request(.post, fields: ["content-length": "9"], on: 3, hasBody: true)
        for response in stage.core.responses {
            #expect(response.fields["x-a"] == "1")
            #expect(response.fields["x-b"] == "2")
        }
        #expect(stage.core.responses.map(\.status) == [.noContent, .contentTooLarge])
    }

    // MARK: Request bodies

    @Test("a body nobody wants is thrown away", arguments: [true, false])
    func discarded(isLater: Bool) {
        let stage = SessionStage { _, _ in isLater ? .later : .now(Response(.ok)) }
        stage.request(.post, hasBody: true)
        #expect(
            stage.find(Self.body("abc"), Self.body("de"), .bodyEnd(Self.one)) == [
                "consumed 1 3", "consumed 1 2",
            ])
    }

    @Test("a body is collected, and the answer follows from it")
    func collected() {
        let stage = SessionStage { _, _ in
            .afterBody(limit: 5) { bytes, _ in .now(Response(text: String(decoding: bytes, as: UTF8.self))) }
        }
        #expect(stage.request(.post, hasBody: true) == ["accept 1"])
        #expect(stage.find(Self.body("abc"), Self.body("de")) == ["consumed 1 3", "consumed 1 2"])
        #expect(stage.find(.bodyEnd(Self.one)) == ["respond 1 200 abcde"])
        #expect(stage.session.openRequests.isEmpty)
    }

    @Test("a request without a body goes on with none")
    func noBody() {
        let notes = Notes()
        let stage = SessionStage { request, _ in
            request.method == .post
                ? .afterBody(limit: 5) { bytes, _ in .now(Response(text: "\(bytes.count)")) }
                : .streamingBody(NotingReceiver(notes: notes))
        }
        #expect(stage.request(.post) == ["respond 1 200 0"])
        #expect(stage.request(.put, on: 3).isEmpty)
        #expect(notes.lines == ["finished"])
    }

    @Test("a body larger than allowed is refused as soon as that shows, and the rest of it thrown away")
    func tooLarge() {
        let stage = SessionStage { _, _ in .afterBody(limit: 5) { _, _ in .now(Response(.ok)) } }
        stage.request(.post, hasBody: true)
        let orders = stage.find(Self.body("abc"), Self.body("def"), Self.body("g"), .bodyEnd(Self.one))
        #expect(
            orders.map { String($0.prefix(13)) } == [
                "consumed 1 3", "consumed 1 3", "respond 1 413", "consumed 1 1",
            ])
    }

    @Test("a body that is announced too large is refused before it is asked for")
    func announcedTooLarge() {
        let stage = SessionStage { _, _ in .afterBody(limit: 5) { _, _ in .now(Response(.ok)) } }
        let orders = stage.request(.post, fields: ["content-length": "6"], hasBody: true)
        #expect(orders.map { String($0.prefix(13)) } == ["respond 1 413"])
    }

    @Test("after its body a request may still be answered later, or in another way")
    func collectedThenLater() {
        let stage = SessionStage { _, _ in .afterBody(limit: 5) { _, _ in .adding(["x": "1"], .later) } }
        stage.request(.post, hasBody: true)
        #expect(stage.find(.bodyEnd(Self.one)).isEmpty)
        #expect(stage.perform(.respond(Response(.created))) == ["respond 1 201"])
        #expect(stage.core.responses[0].fields["x"] == "1")
    }

    @Test("a streamed body is handed on, and flows only as far as it is consumed")
    func streamed() {
        let notes = Notes()
        let stage = SessionStage { _, _ in .streamingBody(NotingReceiver(notes: notes)) }
        #expect(stage.request(.post, hasBody: true) == ["accept 1"])
        #expect(stage.find(Self.body("abc"), Self.body("de")).isEmpty)
        #expect(stage.perform(.consumed(3)) == ["consumed 1 3"])
        stage.find(.bodyEnd(Self.one))
        stage.perform(.respond(Response(.ok)))
        stage.find(.closed(Self.one, completed: true))
        #expect(notes.lines == ["received abc on 7.1", "received de on 7.1", "finished"])
    }

    @Test("a receiver is told when the client goes away in the middle", arguments: [true, false])
    func abandoned(isDisconnect: Bool) {
        let notes = Notes()
        let stage = SessionStage { _, _ in .streamingBody(NotingReceiver(notes: notes)) }
        stage.request(.post, hasBody: true)
        if isDisconnect {
            stage.session.handleDisconnect(at: stage.now)
        } else {
            stage.find(.closed(Self.one, completed: false))
        }
        #expect(notes.lines == ["abandoned"])
    }

    // MARK: Answers in pieces

    @Test("an answer in pieces is sent as they come")
    func pieces() {
        let stage = SessionStage { _, _ in .now(Response(.ok, body: .pieces(length: nil))) }
        #expect(stage.request() == ["respond 1 200 pieces ?"])
        #expect(stage.perform(.send(ByteSlice(Array("ab".utf8)))) == ["send 1 ab"])
        #expect(stage.perform(.respond(Response(.ok))).isEmpty)
        #expect(stage.perform(.finish) == ["finish 1"])
        #expect(stage.perform(.abort) == ["abort 1"])
        stage.find(.closed(Self.one, completed: true))
        #expect(stage.session.openRequests.isEmpty)
    }

    @Test(
        "whoever waits for room is told at once when there is some, otherwise when there is or never will be")
    func writable() {
        var limits = Limits()
        limits.outboundLowMark = 10
        let notes = Notes()
        let stage = SessionStage(limits: limits) { _, _ in .now(Response(.ok, body: .pieces(length: nil))) }
        stage.request()
        stage.core.waiting = 10
        stage.perform(.whenWritable { notes.add("first \($0)") })
        stage.core.waiting = 11
        stage.perform(.whenWritable { notes.add("second \($0)") })
        #expect(notes.lines == ["first true"])
        stage.find(.writable(Self.one))
        #expect(notes.lines == ["first true", "second true"])
        stage.perform(.whenWritable { notes.add("third \($0)") })
        stage.find(.closed(Self.one, completed: false))
        stage.find(.writable(Self.one))
        #expect(notes.lines == ["first true", "second true", "third false"])
    }

    @Test("whoever is told of room may send on the spot, and ask again")
    func refill() {
        let stage = SessionStage { _, responder in
            @Sendable func refill(_ left: Int) {
                responder.whenWritable { isOpen in
                    guard isOpen, left > 0 else { return responder.finish() }
                    responder.send(ByteSlice(Array("piece \(left)".utf8)))
                    refill(left - 1)
                }
            }
            refill(2)
            return .now(Response(.ok, body: .pieces(length: nil)))
        }
        #expect(
            stage.request() == ["respond 1 200 pieces ?", "send 1 piece 2", "send 1 piece 1", "finish 1"])
    }

    // MARK: The end

    @Test("the end is counted once, everyone is told, and nothing happens afterwards")
    func end() {
        let notes = Notes()
        let stage = SessionStage { _, _ in .now(Response(.ok, body: .pieces(length: nil))) }
        stage.request()
        stage.core.waiting = .max
        stage.perform(.whenWritable { notes.add("\($0)") })
        stage.find(.end(reason: .tooSlow))
        stage.session.handleDisconnect(at: stage.now)
        #expect(stage.session.end == .tooSlow)
        #expect(stage.heard == ["GET 200 after 0 ns", "ended too_slow"])
        #expect(notes.lines == ["false"])
        #expect(!stage.session.wantsInput)
        #expect(stage.session.nextDeadline == nil)
        #expect(stage.request(.put, on: 3).isEmpty)
        stage.session.handleTimeout(at: stage.now)
        stage.session.handleSent(at: stage.now)
        stage.session.drain(at: stage.now)
        #expect(stage.core.takeOrders().isEmpty)
    }

    @Test("a connection that breaks ends for its transport's sake")
    func broken() {
        let stage = SessionStage { _, _ in .later }
        stage.request()
        stage.session.handleDisconnect(at: stage.now)
        #expect(stage.heard == ["ended transport"])
        #expect(stage.session.openRequests.isEmpty)
    }

    @Test("what happens below and what the owner wants goes to the core")
    func passedOn() {
        let stage = SessionStage { _, _ in .later }
        stage.core.nextDeadline = Instant(nanoseconds: 9)
        stage.core.wantsInput = false
        #expect(stage.session.nextDeadline == Instant(nanoseconds: 9))
        #expect(!stage.session.wantsInput)
        #expect(stage.session.outbound === stage.core.outbound)
        stage.session.handleEndOfInput(at: stage.now)
        stage.session.handleSent(at: stage.now)
        stage.session.handleTimeout(at: stage.now)
        stage.session.drain(at: stage.now)
        #expect(stage.core.takeOrders() == ["end of input", "sent", "timeout", "drain"])
    }

    @Test("a session is idle when no request is open and nothing waits")
    func idle() {
        let stage = SessionStage { _, _ in .later }
        #expect(stage.session.isIdle)
        stage.core.openStreams = 1
        #expect(!stage.session.isIdle)
        stage.core.openStreams = 0
        stage.core.outbound.append([1])
        #expect(!stage.session.isIdle)
        stage.find(.end(reason: .finished))
        #expect(!stage.session.isIdle)
        stage.core.outbound.removeAll()
        #expect(stage.session.isIdle)
    }

    @Test(
        "a peer that does not take its last answer loses it in time, whatever is spoken",
        arguments: [("http/1.1", "nonsense\r\n"), ("h2", "nonsense that is long enough for a preface")])
    func lastAnswer(applicationProtocol: String, text: String) {
        let stage = SessionStage { _, _ in .later }
        let session = ServerSession(
            from: Request.Peer(address: "192.0.2.1", isLoopback: false, isSecure: false),
            applicationProtocol: applicationProtocol, number: 1, in: stage.session.setting, at: .zero)
        session.handle(Array(text.utf8).bytes, at: .zero)
        #expect(session.end == .malformed && !session.outbound.isEmpty)
        var steps = 0
        while let deadline = session.nextDeadline, steps < 10 {
            session.handleTimeout(at: deadline)
            steps += 1
        }
        #expect(session.outbound.isEmpty && steps > 0)
    }
}
