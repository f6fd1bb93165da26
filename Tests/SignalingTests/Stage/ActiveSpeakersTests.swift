import Platform
import Simulation
import Testing

@testable import Signaling

struct ActiveSpeakersTests {
    private let ann = Self.name(1)
    private let bob = Self.name(2)
    private let cat = Self.name(3)

    /// Somebody.
    private static func name(_ seed: UInt64) -> ParticipantID {
        var random = SeededGenerator(seed: seed)
        return ParticipantID(using: &random)
    }

    @Test("who speaks is first within a second, and stays so through a pause")
    func speaking() {
        var speakers = ActiveSpeakers()
        let quiet: [ParticipantID: UInt8] = [ann: 70, bob: 65, cat: 127]
        for _ in 0..<8 { #expect(!changes(quiet, in: &speakers)) }
        #expect(speakers.list == [])
        for _ in 0..<3 { _ = speakers.update([ann: 30, bob: 65, cat: 127]) }
        #expect(speakers.list == [ann])
        for _ in 0..<20 { #expect(!changes(quiet, in: &speakers)) }
        #expect(speakers.list == [ann])
        for _ in 0..<4 { _ = speakers.update([ann: 70, bob: 30, cat: 127]) }
        #expect(speakers.list == [bob, ann])
    }

    @Test("who speaks is not pushed aside by somebody as loud")
    func advantage() {
        var speakers = ActiveSpeakers()
        for _ in 0..<4 { _ = speakers.update([ann: 30, bob: 70]) }
        for _ in 0..<20 { _ = speakers.update([ann: 30, bob: 27]) }
        #expect(speakers.list == [ann, bob])
        for _ in 0..<20 { _ = speakers.update([ann: 30, bob: 20]) }
        #expect(speakers.list == [bob, ann])
    }

    @Test("a cough makes nobody the speaker")
    func cough() {
        var speakers = ActiveSpeakers()
        for _ in 0..<8 { _ = speakers.update([ann: 70]) }
        #expect(!changes([ann: 45], in: &speakers))
        #expect(!changes([ann: 70], in: &speakers))
    }

    @Test("who goes is taken off, and the list stays bounded")
    func bounds() {
        var speakers = ActiveSpeakers()
        for _ in 0..<4 { _ = speakers.update([ann: 30, bob: 30]) }
        let hasChanged = speakers.update([bob: 127])
        #expect(hasChanged)
        #expect(speakers.list == [bob])
        let many = Dictionary(
            uniqueKeysWithValues: (10..<60).map { (Self.name($0), UInt8(30)) })
        for _ in 0..<4 { _ = speakers.update(many) }
        #expect(speakers.list.count == ActiveSpeakers.limit)
    }

    private func changes(_ levels: [ParticipantID: UInt8], in speakers: inout ActiveSpeakers) -> Bool {
        speakers.update(levels)
    }
}
