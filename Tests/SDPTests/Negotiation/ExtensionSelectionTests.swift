import Testing

@testable import SDP

@Suite struct ExtensionSelectionTests {
    private let publishing = ExtensionSelection(known: [.mid, .rid, .playoutDelay], direction: .recvonly)

    private func selected(_ offered: [String]) -> [String] {
        publishing.select(from: offered.compactMap { HeaderExtension($0) }).map(\.value)
    }

    @Test("known extensions keep their numbers and order; others are left out")
    func intersection() {
        let offered = [
            "7 \(ExtensionURI.rid.rawValue)", "1 urn:ietf:params:rtp-hdrext:toffset",
            "3 \(ExtensionURI.mid.rawValue)",
        ]
        #expect(selected(offered) == [offered[0], offered[2]])
    }

    @Test(
        "an extension may flow only the way the media does",
        arguments: [("sendonly", "recvonly"), ("sendrecv", "recvonly"), ("recvonly", nil), ("inactive", nil)])
    func directions(offered: String, answered: String?) {
        let expected = answered.map { ["4/\($0) \(ExtensionURI.mid.rawValue)"] } ?? []
        #expect(selected(["4/\(offered) \(ExtensionURI.mid.rawValue)"]) == expected)
    }

    @Test("a number or a meaning that comes twice counts once, and unusable numbers never")
    func duplicates() {
        let (mid, rid) = (ExtensionURI.mid.rawValue, ExtensionURI.rid.rawValue)
        #expect(selected(["1 \(mid)", "1 \(rid)", "2 \(mid)"]) == ["1 \(mid)"])
        #expect(selected(["15 \(mid)", "4096 \(rid)"]) == [])
    }

    @Test("a viewer of one layer needs no layer's name")
    func purposes() {
        #expect(ExtensionSelection.known(for: .video, purpose: .publish).contains(.rid))
        #expect(!ExtensionSelection.known(for: .video, purpose: .play).contains(.rid))
        #expect(ExtensionSelection.known(for: .video, purpose: .play).contains(.playoutDelay))
        #expect(!ExtensionSelection.known(for: .audio, purpose: .publish).contains(.videoOrientation))
    }
}
