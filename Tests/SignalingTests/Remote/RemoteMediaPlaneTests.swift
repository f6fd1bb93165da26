import Platform
import Signaling
import Testing

/// A media plane behind a wire is the same as one beside us.
struct RemoteMediaPlaneTests {
    /// A plane whose calls cross as bytes both ways.
    private static func remote(_ plane: PlaneDouble) -> RemoteMediaPlane {
        RemoteMediaPlane { question in
            guard case .question(let arrived, _) = PlaneCalls.crossed(.question(question, number: 1)),
                case .answer(let answer, _) = PlaneCalls.crossed(
                    .answer(await plane.answer(arrived), number: 1))
            else { return nil }
            return answer
        }
    }

    private let stream = StreamName("main")

    @Test("sessions are opened, changed, told of and closed")
    func life() async throws {
        let double = PlaneDouble()
        let plane = Self.remote(double)
        let stream = try #require(self.stream)
        let answer = try await plane.open(SessionRequest(role: .publisher, stream: stream, offer: "v=0"))
        let location = SessionLocation(role: .publisher, stream: stream, id: answer.id)
        #expect(answer.tag == "first" && double.now.publishers[stream] == location)
        #expect(try await plane.update(location, with: SessionFragment([1])) == .trickled)
        #expect(await plane.session(answer.id)?.location == location)
        #expect(await plane.sessions(of: stream).map(\.location) == [location])
        double.set { state in
            state.streams = [StreamReport(stream, state: .live)]
            state.loudness = [stream: 40]
        }
        #expect(await plane.streams() == double.now.streams)
        #expect(await plane.loudness(of: [stream]) == [stream: 40])
        await plane.name(stream, as: StreamName("main~7hq2k9x0ab"))
        #expect(double.now.names == [stream: try #require(StreamName("main~7hq2k9x0ab"))])
        await plane.name(stream, as: nil)
        #expect(double.now.names.isEmpty)
        try await plane.entitle(stream, as: StreamTitle("Chess"))
        #expect(double.now.titles == [stream: try #require(StreamTitle("Chess"))])
        double.set { $0.videos = [VideoReport(mid: "1", current: "lo")] }
        let choice = LayerChoice(layer: "lo", isPaused: true)
        let videos = [VideoReport(mid: "1", current: "lo", choice: choice)]
        #expect(try await plane.choose(choice, ofVideo: "1", for: location) == videos)
        #expect(await plane.videos(of: [location]) == [location.id: videos])
        #expect(try await plane.renegotiate(location, by: .end(mids: ["0"])) == "v=0\r\nanswer\r\n")
        #expect(try await plane.renegotiate(location, by: .answer("v=0")) == nil)
        try await plane.close(location)
        #expect(await plane.session(answer.id) == nil)
        await #expect(throws: MediaRefusal.unknownSession) { try await plane.close(location) }
    }

    @Test("refusals arrive as they are", arguments: PlaneCalls.refusals)
    func refusals(refusal: MediaRefusal) async throws {
        let double = PlaneDouble()
        double.set { $0.refusal = refusal }
        let plane = Self.remote(double)
        let request = SessionRequest(role: .viewer, stream: try #require(stream), offer: "v=0")
        await #expect(throws: refusal) { try await plane.open(request) }
    }

    @Test("a node that cannot be reached is told as that, and nothing is known of it")
    func unreachable() async throws {
        let plane = RemoteMediaPlane { _ in nil }
        let stream = try #require(self.stream)
        let request = SessionRequest(role: .viewer, stream: stream, offer: "v=0")
        await #expect(throws: MediaRefusal.unreachable(retryAfter: .seconds(2))) {
            try await plane.open(request)
        }
        #expect(await plane.streams().isEmpty)
        #expect(await plane.loudness(of: [stream]).isEmpty)
        let nowhere = SessionLocation(
            role: .viewer, stream: stream, id: try #require(SessionID("0123456789abcdef0123456789abcdef")))
        #expect(await plane.videos(of: [nowhere]).isEmpty)
        await #expect(throws: MediaRefusal.unreachable(retryAfter: .seconds(2))) {
            try await plane.choose(LayerChoice(), ofVideo: nil, for: nowhere)
        }
        await #expect(throws: MediaRefusal.unreachable(retryAfter: .seconds(2))) {
            try await plane.entitle(stream, as: nil)
        }
    }
}
