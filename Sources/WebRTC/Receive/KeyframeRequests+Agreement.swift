public import SDP

extension KeyframeRequests.Method {
    /// How the sender of a format may be asked: by PLI where that was agreed on, else by FIR; `nil` when by neither.
    public init?(agreedIn format: NegotiatedFormat) {
        let feedback = format.format.feedback
        if feedback.contains(.pictureLoss) {
            self = .pictureLoss
        } else if feedback.contains(.fullIntraRequest) {
            self = .fullIntra
        } else {
            return nil
        }
    }
}
