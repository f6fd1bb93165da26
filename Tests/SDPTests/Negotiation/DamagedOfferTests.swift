import Bytes
import Simulation
import Testing

@testable import SDP

@Suite struct DamagedOfferTests {
    /// Parses and answers, and says whether there was an answer.
    private func isAnswered(_ bytes: [UInt8]) -> Bool {
        var generator = SeededGenerator(seed: 1)
        guard let offer = try? SessionDescription(parsing: bytes.bytes),
            let answer = try? Answerer.server(.publish).answer(offer, using: &generator)
        else { return false }
        // Whatever we answer must be a description that others can read.
        return (try? SessionDescription(parsing: answer.description.text)) == answer.description
    }

    @Test("an offer cut short anywhere is answered or refused", arguments: Vector.short)
    func truncation(_ vector: Vector) throws {
        let bytes = Array(try vector.text.utf8)
        let answered = (0...bytes.count).filter { isAnswered(Array(bytes.prefix($0))) }
        #expect(answered.contains(bytes.count))
        #expect(!answered.contains(0))
    }

    @Test("a damaged offer is answered or refused")
    func mutation() throws {
        let samples = try Vector.short.map { Array(try $0.text.utf8) } + [Array(SmallOffer.publish.utf8)]
        let answered = Mutations(of: samples).count { isAnswered($0) }
        // Damage often hits a value that nobody needs, so that both outcomes must occur.
        #expect(answered > 0 && answered < Mutations.usualCount)
    }

    @Test("what a section may hold does not make answering slow")
    func size() throws {
        // Near the limits of lines and formats, all of kinds that are looked up for each other.
        let formats = (0..<128).map(String.init).joined(separator: " ")
        let lines = (0..<7900).map { "a=ssrc:\($0) cname:x\na=rtcp-fb:\($0 % 128) nack" }.prefix(3900)
        let text = SmallOffer.publish.replacing("96 97 98", with: formats) + lines.joined(separator: "\n")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.session.media[1].remoteSources.count == RemoteSource.limit)
        #expect(answer.session.media[1].formats.count == 2)
    }
}
