import Testing
import Timing

@testable import LoadModel

/// One member of a stage, and a server that says what each test has it say.
@Suite struct StageMemberTests {
    private static let joined = """
        {"re":2,"seq":1,"type":"joined","stream":"s","participant":"me","role":"host","viewers":0,"speakers":[],
        "participants":[{"id":"me","live":false},{"id":"ann","live":true},{"id":"bob","live":false}],
        "selected":["ann","bob"]}
        """

    /// What a member wants done, requests by their type.
    private func outputs(_ member: inout StageMember) -> [String] {
        var outputs: [String] = []
        while let output = member.pollOutput() {
            switch output {
            case .send(let text):
                guard case .success(let json) = JSONReader.read(Array(text.utf8)) else { return ["no JSON"] }
                let facts =
                    ["id", "seq"].compactMap { json[$0]?.whole.map(String.init) }
                    + ["role", "participant", "media"].compactMap { json[$0]?.string }
                outputs.append(([json["type"]?.string ?? ""] + facts).joined(separator: " "))
            case .begin(let connection): outputs.append("begin \(connection)")
            case .answer(let connection, let sdp): outputs.append("answer \(connection) \(sdp)")
            case .fail(let connection, let reason): outputs.append("fail \(connection) \(reason)")
            case .end(let connection): outputs.append("end \(connection)")
            case .failed(let reason): outputs.append("failed \(reason)")
            }
        }
        return outputs
    }

    /// A member that is on the stage.
    private func member(sends: Bool) -> StageMember {
        var member = StageMember("peer", of: "s", sends: sends, token: "key")
        #expect(outputs(&member) == ["hello 1"])
        member.handle(
            #"{"re":1,"type":"welcome","version":1,"session":"x","resumed":false,"request":0}"#, at: .zero)
        #expect(outputs(&member) == [sends ? "join 2" : "join 2 viewer"])
        member.handle(Self.joined, at: .zero)
        return member
    }

    private static let ann = StageMember.Connection.of(participant: "ann")
    private static let bob = StageMember.Connection.of(participant: "bob")

    @Test("who is to send publishes, and receives those who send already")
    func sender() {
        var member = member(sends: true)
        #expect(member.state == .there)
        #expect(outputs(&member) == ["begin own", "begin \(Self.ann)"])
        member.offer("v=0", for: .own)
        member.offer("v=0", for: Self.ann)
        #expect(outputs(&member) == ["publish 3", "subscribe 4 ann"])
        member.handle(
            #"{"re":3,"seq":2,"type":"answer","media":"m1","stream":"s~me","sdp":"a","iceServers":[]}"#,
            at: .zero)
        member.handle(
            #"{"re":4,"seq":3,"type":"answer","media":"m2","stream":"s~ann","sdp":"b","iceServers":[]}"#,
            at: .zero)
        #expect(outputs(&member) == ["answer own a", "answer \(Self.ann) b"])
    }

    @Test("who only receives comes as a viewer")
    func viewer() {
        var member = member(sends: false)
        #expect(outputs(&member) == ["begin \(Self.ann)"])
    }

    @Test("somebody is received from when they send until they do not, and as long as they are selected")
    func comesAndGoes() {
        var member = member(sends: false)
        member.offer("v=0", for: Self.ann)
        member.handle(#"{"re":3,"seq":2,"type":"answer","media":"m1","stream":"s~ann","sdp":"a"}"#, at: .zero)
        _ = outputs(&member)
        member.handle(#"{"seq":3,"type":"participant","participant":{"id":"bob","live":true}}"#, at: .zero)
        #expect(outputs(&member) == ["begin \(Self.bob)"])
        member.handle(#"{"seq":4,"type":"participant","participant":{"id":"cat","live":true}}"#, at: .zero)
        #expect(outputs(&member) == [])
        member.handle(#"{"seq":5,"type":"participant-left","participant":"ann"}"#, at: .zero)
        #expect(outputs(&member) == ["unsubscribe 4 m1", "end \(Self.ann)"])
        member.handle(#"{"seq":6,"type":"selected","participants":["bob","cat"]}"#, at: .zero)
        #expect(outputs(&member) == ["begin of(participant: \"cat\")"])
    }

    @Test("media that the server ends is no more received")
    func ended() {
        var member = member(sends: false)
        member.offer("v=0", for: Self.ann)
        member.handle(#"{"re":3,"seq":2,"type":"answer","media":"m1","stream":"s~ann","sdp":"a"}"#, at: .zero)
        _ = outputs(&member)
        member.handle(#"{"seq":3,"type":"selected","participants":["bob"]}"#, at: .zero)
        member.handle(#"{"seq":4,"type":"media-ended","media":"m1","reason":"unselected"}"#, at: .zero)
        #expect(outputs(&member) == ["end \(Self.ann)"])
    }

    @Test("a refusal of media is that connection's failure, one of anything else the member's")
    func refused() {
        var member = member(sends: false)
        _ = outputs(&member)
        member.offer("v=0", for: Self.ann)
        _ = outputs(&member)
        member.handle(#"{"re":3,"seq":2,"type":"error","status":404,"title":"Nobody sends"}"#, at: .zero)
        #expect(outputs(&member) == ["fail \(Self.ann) 404: Nobody sends"])
        #expect(member.state == .there)

        var other = StageMember("peer", of: "s", sends: true, token: nil)
        other.handle(#"{"re":1,"type":"error","status":401,"title":"No"}"#, at: .zero)
        #expect(other.state == .failed("401: No"))
        #expect(outputs(&other) == ["hello 1", "failed 401: No"])
        other.handle(Self.joined, at: .zero)
        #expect(outputs(&other) == [])
    }

    @Test("media that was refused is asked for again after a pause, whatever happens meanwhile")
    func pauses() {
        var member = member(sends: false)
        _ = outputs(&member)
        member.offer("v=0", for: Self.ann)
        member.handle(#"{"re":3,"type":"error","status":503,"title":"Full"}"#, at: .zero)
        _ = outputs(&member)
        for event in [
            #"{"type":"viewers","count":1}"#, #"{"type":"selected","participants":["ann"]}"#,
            #"{"type":"participant","participant":{"id":"ann","live":true}}"#,
        ] {
            member.handle(event, at: .zero)
        }
        member.handleTimeout(at: .zero.advanced(by: .milliseconds(4999)))
        #expect(outputs(&member) == ["ack 1"])
        #expect(member.nextDeadline == .zero.advanced(by: .seconds(5)))
        member.handleTimeout(at: .zero.advanced(by: .seconds(5)))
        #expect(outputs(&member) == ["begin \(Self.ann)"] && member.nextDeadline == nil)
    }

    @Test("who begins to send anew is asked for at once, and what tells of nobody begins nothing")
    func returns() {
        var member = member(sends: false)
        _ = outputs(&member)
        member.offer("v=0", for: Self.ann)
        member.handle(#"{"re":3,"type":"error","status":404,"title":"Nobody sends"}"#, at: .zero)
        _ = outputs(&member)
        member.handle(#"{"type":"participant","participant":{"id":"ann","live":false}}"#, at: .zero)
        #expect(outputs(&member) == [])
        member.handle(#"{"type":"participant","participant":{"id":"ann","live":true}}"#, at: .zero)
        #expect(outputs(&member) == ["begin \(Self.ann)"])
        member.handleEnd(of: Self.ann)
        member.handle(#"{"type":"viewers","count":1}"#, at: .zero)
        #expect(outputs(&member) == [])
    }

    @Test("what came is acknowledged after a second, or sixteen messages")
    func acknowledges() {
        var member = member(sends: false)
        _ = outputs(&member)
        #expect(member.nextDeadline == .zero.advanced(by: .seconds(1)))
        member.handleTimeout(at: .zero.advanced(by: .milliseconds(999)))
        #expect(outputs(&member) == [])
        member.handleTimeout(at: .zero.advanced(by: .seconds(1)))
        #expect(outputs(&member) == ["ack 1"])
        for seq in 2...17 { member.handle(#"{"seq":\#(seq),"type":"viewers","count":1}"#, at: .zero) }
        #expect(outputs(&member) == ["ack 17"])
        #expect(member.nextDeadline == nil)
    }

    @Test("who leaves says so, and is told of nothing afterwards")
    func leaves() {
        var member = member(sends: false)
        _ = outputs(&member)
        member.leave()
        #expect(outputs(&member) == ["leave 3"])
        member.handleEnd("the socket closed with 1000")
        #expect(outputs(&member) == [] && member.state == .over)
    }

    @Test(
        "a server that sends what is no message is left",
        arguments: ["", "[]", "{}", #"{"type":1}"#, "\u{0}"])
    func nonsense(text: String) {
        var member = member(sends: false)
        _ = outputs(&member)
        member.handle(text, at: .zero)
        #expect(outputs(&member) == ["failed the server sends what is no message"])
    }
}
