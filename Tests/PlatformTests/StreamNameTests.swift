import Platform
import Testing

struct StreamNameTests {
    @Test(
        "letters, digits, dashes, underscores and dots make a name",
        arguments: ["stage", "a", "Main-Stage_2.hd", "0", "-", String(repeating: "x", count: 64)])
    func names(text: String) {
        #expect(StreamName(text)?.description == text)
    }

    @Test(
        "what would need an escape, hide a file or climb a folder is no name",
        arguments: [
            "", ".", "..", ".hidden", "a/b", "a b", "a:b", "a%2Fb", "bühne", "a\n", "a\0",
            String(repeating: "x", count: 65),
        ])
    func refused(text: String) {
        #expect(StreamName(text) == nil)
    }

    @Test("capitals count, and names have an order")
    func order() throws {
        let upper = try #require(StreamName("Stage"))
        let lower = try #require(StreamName("stage"))
        #expect(upper != lower)
        #expect(upper < lower)
    }

    @Test("what a participant of a stage sends has a name that tells both")
    func participants() throws {
        let stage = try #require(StreamName(String(repeating: "x", count: 64)))
        let participant = try #require(ParticipantID("0123456789"))
        let stream = StreamName(stage: stage, participant: participant)
        #expect(StreamName(stream.text) == stream)
        #expect(stream.stage == stage && stream.participant == participant)
        #expect(stage.stage == stage && stage.participant == nil)
        // Whoever is given such a name for a stage means the stage.
        #expect(StreamName(stage: stream, participant: participant) == stream)
    }

    @Test(
        "a tilde is followed by a participant, or makes it no name",
        arguments: ["~0123456789", "a~", "a~b", "a~0123456789~", "a~01234567 9", "a~012345678l", "a~~"])
    func tildes(text: String) {
        #expect(StreamName(text) == nil)
    }
}
