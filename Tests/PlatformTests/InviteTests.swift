import Platform
import Simulation
import Testing
import Timing

struct InviteTests {
    private static let key = {
        var random = SeededGenerator(seed: 1)
        return InviteKey(using: &random)
    }()

    private static func invite(_ stream: String = "main.stage", _ role: StageRole = .guest) throws -> Invite {
        Invite(to: try #require(StreamName(stream)), as: role, until: WallClock(seconds: 1000))
    }

    @Test("a token is the invite that it was made of", arguments: StageRole.allCases)
    func roundTrip(role: StageRole) throws {
        let invite = try Self.invite("main.stage", role)
        let token = Self.key.token(for: invite)
        #expect(try Self.key.invite(token, at: WallClock(seconds: 999)) == invite)
        #expect(InviteKey.isToken(token))
        #expect(token.utf8.count <= Invite.longestToken)
    }

    @Test("an invite ends")
    func end() throws {
        let token = Self.key.token(for: try Self.invite())
        #expect(throws: Invite.Refusal.expired) {
            try Self.key.invite(token, at: WallClock(seconds: 1000))
        }
    }

    @Test("a token with any character changed, added or missing opens nothing")
    func forged() throws {
        let token = Array(Self.key.token(for: try Self.invite()).utf8)
        for place in token.indices {
            for change in [UInt8(ascii: "0"), UInt8(ascii: "e"), UInt8(ascii: "."), 0] {
                var other = token
                guard other[place] != change else { continue }
                other[place] = change
                expectForged(other)
            }
            expectForged(Array(token.prefix(place)))
        }
        expectForged(token + [UInt8(ascii: "0")])
    }

    private func expectForged(_ token: [UInt8]) {
        #expect(throws: Invite.Refusal.forged) {
            try Self.key.invite(String(decoding: token, as: UTF8.self), at: WallClock(seconds: 0))
        }
    }

    @Test("an end is written one way only")
    func oneToken() throws {
        let token = Self.key.token(for: try Self.invite()).replacing(".1000.", with: ".+1000.")
        #expect(throws: (any Error).self) { try Self.key.invite(token, at: WallClock(seconds: 2000)) }
    }

    @Test("a key is kept as text, and another key knows none of its invites")
    func keys() throws {
        let kept = try #require(InviteKey(Self.key.secret.text))
        let token = kept.token(for: try Self.invite())
        #expect(try Self.key.invite(token, at: WallClock(seconds: 0)) == Self.invite())
        var random = SeededGenerator(seed: 2)
        let other = InviteKey(using: &random)
        #expect(throws: Invite.Refusal.forged) { try other.invite(token, at: WallClock(seconds: 0)) }
        #expect(InviteKey("") == nil)
        #expect(InviteKey(String(repeating: "g", count: 64)) == nil)
    }

    @Test("roles have an order")
    func order() {
        #expect(StageRole.viewer < .guest && .guest < .host)
        #expect(StageRole.allCases.filter(\.isOnStage) == [.guest, .host])
    }
}
