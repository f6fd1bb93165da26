import Testing

@testable import SFU
@testable import Server

@Suite struct StreamSelectionTests {
    @Test("the streams with the most viewers are told by name, the others as one")
    func limit() throws {
        let streams = try [("a", 1), ("b", 3), ("c", 2), ("d", 2), ("e", 0)].map {
            try Sample.stream($0, viewers: $1)
        }
        let selection = StreamSelection(streams, limit: 3)
        #expect(selection.named.map(\.name) == ["b", "c", "d"])
        #expect(selection.restCount == 2 && selection.restAudience?.viewers == 1)
    }

    @Test("with room for all there are no others, and without room nobody is named")
    func bounds() throws {
        let streams = [try Sample.stream("a", viewers: 1)]
        let all = StreamSelection(streams, limit: 1), none = StreamSelection(streams, limit: 0)
        #expect(all.restCount == 0 && all.restAudience == nil && all.named.count == 1)
        #expect(none.restCount == 1 && none.named.isEmpty)
        #expect(StreamSelection([], limit: 5).restAudience == nil)
    }
}
