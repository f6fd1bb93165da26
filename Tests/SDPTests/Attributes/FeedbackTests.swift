import Testing

@testable import SDP

@Suite struct FeedbackTests {
    @Test(
        "feedback is known by its name",
        arguments: [
            ("96 nack", Feedback.nack), ("96 nack pli", .pictureLoss), ("96 ccm fir", .fullIntraRequest),
            ("96 transport-cc", .transportWide), ("96 goog-remb", .receiverEstimate),
            ("96 ccm tmmbr smaxpr=120", .other("ccm tmmbr smaxpr=120")),
        ])
    func kinds(value: String, feedback: Feedback) {
        let line = FeedbackLine(value)
        #expect(line?.feedback == feedback)
        #expect(line?.value == value)
    }

    @Test("a star stands for every payload type")
    func star() {
        #expect(FeedbackLine("* nack") == FeedbackLine(payloadType: nil, feedback: .nack))
        #expect(rewritten(FeedbackLine.self, "* nack") == "* nack")
    }

    @Test("what is no feedback is refused", arguments: ["", "96", "128 nack", "x nack", "** nack"])
    func malformed(value: String) {
        #expect(FeedbackLine(value) == nil)
    }
}
