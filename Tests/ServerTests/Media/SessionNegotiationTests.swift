import Platform
import SDP
import Signaling
import Simulation
import Testing

@testable import Server

/// What is agreed on with a viewer of several streams, from its first offer on.
struct SessionNegotiationTests {
    private var random = SeededGenerator(seed: 1)
    private let ann = StreamName("main~7hq2k9x0ab"), bob = StreamName("main~abcdefghjk")

    private static let ours = ICECredentials(ufrag: "ours", password: "0123456789abcdef012345")

    private static func transport(isLite: Bool) -> LocalTransport {
        LocalTransport(
            credentials: isLite ? ours : ICECredentials(ufrag: "them", password: "0123456789abcdef012345"),
            candidates: [], fingerprints: [Fingerprint(.sha256, [UInt8](repeating: 7, count: 32))],
            isLite: isLite)
    }

    /// A viewer's offer with so many pairs of sections, named 0, 1, 2, …
    private static func offer(_ pairs: Int, _ change: (String) -> String = { $0 }) -> String {
        var random = SeededGenerator(seed: 2)
        let text = Offerer(.play, transport: transport(isLite: false)).offer(using: &random).description.text
        let parts = text.split(separator: "\r\nm=").map(String.init)
        let mids = (0..<2 * pairs).map(String.init)
        let head = parts[0].replacing(
            "a=group:BUNDLE 0 1", with: "a=group:BUNDLE " + mids.joined(separator: " "))
        let sections = mids.enumerated().map { index, mid in
            let section = parts[1 + index % 2].replacing("a=mid:\(index % 2)", with: "a=mid:\(mid)")
            return index % 2 == 0 && !section.hasSuffix("\r\n") ? section + "\r\n" : section
        }
        return change(
            head + "\r\nm="
                + sections.map { $0.hasSuffix("\r\n") ? String($0.dropLast(2)) : $0 }
                .joined(separator: "\r\nm=") + "\r\n")
    }

    private mutating func begun(_ mids: String...) throws -> SessionNegotiation {
        let ann = try #require(ann)
        return try SessionNegotiation(
            answering: Self.offer(1), feeds: Dictionary(uniqueKeysWithValues: mids.map { ($0, ann) }),
            over: Self.transport(isLite: true), using: &random)
    }

    /// The lines of a text that begin so.
    private static func lines(_ text: String?, _ start: String) -> [String] {
        (text ?? "").split(separator: "\r\n").map(String.init).filter { $0.hasPrefix(start) }
    }

    private static func directions(_ text: String?) -> [String] {
        (text ?? "").split(separator: "\r\n").map { String($0.dropFirst(2)) }.filter {
            ["sendonly", "recvonly", "sendrecv", "inactive"].contains($0)
        }
    }

    @Test("each section brings its stream under that stream's name, and what is not wanted nothing")
    mutating func first() throws {
        let negotiation = try begun("1")
        let text = negotiation.agreed.description.text
        #expect(Self.directions(text) == ["inactive", "sendonly"])
        #expect(Self.lines(text, "a=msid:") == ["a=msid:main~7hq2k9x0ab video-1"])
        #expect(negotiation.sections == [1: "main~7hq2k9x0ab"])
    }

    @Test("an offer with more sections goes on: the origin a version later, what was there under its SSRC")
    mutating func more() throws {
        var negotiation = try begun("0", "1")
        let (ann, bob) = (try #require(ann), try #require(bob))
        let before = negotiation.agreed.description.text
        let feeds = ["0": ann, "1": ann, "2": bob, "3": bob]
        let after = try negotiation.take(.offer(Self.offer(2), feeds: feeds), using: &random)
        #expect(Self.directions(after) == Array(repeating: "sendonly", count: 4))
        let sources = Self.lines(before, "a=ssrc:")
        #expect(!sources.isEmpty && Self.lines(after, "a=ssrc:").prefix(sources.count) == sources[...])
        #expect(Set(Self.lines(after, "a=ssrc:")).count == 2 * sources.count)
        let origins = [before, after].map { Self.lines($0, "o=")[0].split(separator: " ").map(String.init) }
        #expect(origins[0][1] == origins[1][1] && origins[0][2] == "1" && origins[1][2] == "2")
        #expect(negotiation.sections == [0: "\(ann)", 1: "\(ann)", 2: "\(bob)", 3: "\(bob)"])
    }

    @Test("what ends does so by an offer of ours, and comes again under another SSRC")
    mutating func ending() throws {
        var negotiation = try begun("0", "1")
        let ann = try #require(ann)
        let before = Self.lines(negotiation.agreed.description.text, "a=ssrc:")
        let offer = try negotiation.take(.end(mids: ["1"]), using: &random)
        #expect(Self.directions(offer) == ["sendonly", "inactive"])
        #expect(Set(Self.lines(offer, "a=setup:")) == ["a=setup:actpass"])
        #expect(Self.lines(offer, "a=msid:").count == 1 && negotiation.sections == [0: "\(ann)"])
        #expect(throws: MediaRefusal.glare) {
            var (copy, random) = (negotiation, SeededGenerator(seed: 3))
            _ = try copy.take(.offer(Self.offer(1), feeds: [:]), using: &random)
        }
        #expect(try negotiation.take(.answer(Self.offer(1)), using: &random) == nil)
        let again = try negotiation.take(.offer(Self.offer(1), feeds: ["0": ann, "1": ann]), using: &random)
        let after = Self.lines(again, "a=ssrc:")
        // Audio has one source with two lines; video has another, and another that repeats.
        #expect(after.prefix(2) == before.prefix(2) && Set(after.dropFirst(2)).isDisjoint(with: before))
    }

    @Test("what ends while our offer waits is in the next, which follows its answer")
    mutating func twice() throws {
        var negotiation = try begun("0", "1")
        #expect(try negotiation.take(.end(mids: ["1"]), using: &random) != nil)
        #expect(try negotiation.take(.end(mids: ["0", "1", "7"]), using: &random) == nil)
        #expect(negotiation.sections.isEmpty)
        let next = try negotiation.take(.answer(Self.offer(1)), using: &random)
        #expect(Self.directions(next) == ["inactive", "inactive"])
        #expect(try negotiation.take(.answer(Self.offer(1)), using: &random) == nil)
        #expect(try negotiation.take(.end(mids: ["0"]), using: &random) == nil)
    }

    @Test("what falls silent is not told, and has another source when the client wants it again")
    mutating func silenced() throws {
        var negotiation = try begun("0", "1")
        let ann = try #require(ann)
        let before = Self.lines(negotiation.agreed.description.text, "a=ssrc:")
        #expect(try negotiation.take(.silence(mids: ["1"]), using: &random) == nil)
        #expect(negotiation.sections == [0: "\(ann)"])
        #expect(!negotiation.agreed.session.media[1].direction.sends)
        let again = try negotiation.take(.offer(Self.offer(1), feeds: ["0": ann, "1": ann]), using: &random)
        let after = Self.lines(again, "a=ssrc:")
        #expect(after.prefix(2) == before.prefix(2) && Set(after.dropFirst(2)).isDisjoint(with: before))
    }

    @Test("after a restart of ICE descriptions have the new credentials, and offers must")
    mutating func restarted() throws {
        var negotiation = try begun("0", "1")
        let ann = try #require(ann)
        negotiation.restart(
            ICECredentials(ufrag: "news", password: Self.ours.password),
            ICECredentials(ufrag: "they", password: "0123456789abcdef012345"))
        #expect(throws: MediaRefusal.self) {
            var (copy, random) = (negotiation, SeededGenerator(seed: 3))
            _ = try copy.take(.offer(Self.offer(1), feeds: [:]), using: &random)
        }
        let offer = Self.offer(1) { $0.replacing("ufrag:them", with: "ufrag:they") }
        let answer = try negotiation.take(.offer(offer, feeds: ["0": ann]), using: &random)
        #expect(Set(Self.lines(answer, "a=ice-ufrag:")) == ["a=ice-ufrag:news"])
        let ending = try negotiation.take(.end(mids: ["0"]), using: &random)
        #expect(Set(Self.lines(ending, "a=ice-ufrag:")) == ["a=ice-ufrag:news"])
    }

    @Test(
        "what cannot go on is refused, and leaves all as it was",
        arguments: [
            ("a=mid:1", "a=mid:x"), ("m=audio 9", "m=audio 0"),
            ("a=fingerprint:sha-256 07", "a=fingerprint:sha-256 08"),
            ("a=ice-ufrag:them", "a=ice-ufrag:else"), ("a=recvonly", "a=sendonly"), ("m=", "x="),
        ])
    func refused(old: String, new: String) throws {
        var tests = self
        var negotiation = try tests.begun("0", "1")
        let ann = try #require(ann)
        let before = negotiation.agreed
        let offer = Self.offer(1) {
            $0.replacing(old, with: new).replacing(
                "BUNDLE 0 1", with: new == "a=mid:x" ? "BUNDLE 0 x" : "BUNDLE 0 1")
        }
        #expect(throws: MediaRefusal.self) {
            _ = try negotiation.take(.offer(offer, feeds: ["0": ann, "1": ann]), using: &tests.random)
        }
        #expect(negotiation.agreed == before && negotiation.version == 0)
    }

    @Test("a section that the offer does not have is named")
    mutating func stray() throws {
        var negotiation = try begun("0", "1")
        let ann = try #require(ann)
        let error = #expect(throws: MediaRefusal.self) {
            var random = SeededGenerator(seed: 3)
            _ = try negotiation.take(.offer(Self.offer(1), feeds: ["9": ann]), using: &random)
        }
        guard case .unacceptable(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("no section 9"))
    }
}
