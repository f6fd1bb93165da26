import Testing

@testable import SDP

@Suite struct MediaSourcesTests {
    private func sources(_ text: String) throws -> [RemoteSource] {
        RemoteSource.all(in: try SessionDescription(parsing: "v=0\n" + text).lines)
    }

    @Test("a source is told with its repair")
    func retransmission() throws {
        let sources = try sources(
            "a=ssrc-group:FID 1 2\na=ssrc:1 cname:x\na=ssrc:2 cname:x\na=ssrc:1 msid:s t")
        #expect(sources == [RemoteSource(ssrc: 1, retransmission: 2, cname: "x")])
    }

    @Test("layers come in the order of their group, wherever they stand")
    func layers() throws {
        let sources = try sources(
            "a=ssrc:9 cname:x\na=ssrc:30 cname:x\na=ssrc-group:SIM 10 20 30\na=ssrc-group:FID 10 11\na=ssrc-group:FEC-FR 20 21\na=ssrc:21 cname:x"
        )
        #expect(sources.map(\.ssrc) == [10, 20, 30, 9])
        #expect(sources.map(\.retransmission) == [11, nil, nil, nil])
        #expect(sources.map(\.cname) == [nil, nil, "x", "x"])
    }

    @Test("Firefox announces three layers, each with its repair, after their sources")
    func firefox() throws {
        let session = try Vector(name: "firefox-publish-simulcast").answer.session
        #expect(session.media[1].layers == ["l", "m", "h"])
        #expect(session.media[1].remoteSources.count == 3)
        #expect(session.media[1].remoteSources.allSatisfy { $0.retransmission != nil && $0.cname != nil })
        #expect(session.media[1].streams.count == 1)
    }
}
