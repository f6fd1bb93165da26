/// Where a frame belongs and what it needs: the contents of a template, or of one frame (AV1 RTP §A.8).
///
/// A plain value without references, so that a template is copied for a packet with nothing to retain.
public struct FrameDependencies: Equatable, Sendable {
    /// The spatial layer, 0 to 3.
    public var spatialID: Int
    /// The temporal layer, 0 to 7.
    public var temporalID: Int
    /// Two bits for each decode target, target 0 lowest.
    private var indications: UInt64 = 0
    /// How far back each frame is that this one refers to, 1 or more.
    public var frameDiffs: FrameDifferences
    /// For each chain, how far back its previous frame is; 0 when none is needed.
    public var chainDiffs: FrameDifferences

    /// A frame's dependencies; `indications` holds one for each decode target.
    public init(
        spatialID: Int, temporalID: Int, indications: [DecodeTargetIndication],
        frameDiffs: [UInt16] = [], chainDiffs: [UInt16] = []
    ) {
        precondition(indications.count <= 32, "there are at most 32 decode targets")
        self.spatialID = spatialID
        self.temporalID = temporalID
        self.frameDiffs = FrameDifferences(frameDiffs)
        self.chainDiffs = FrameDifferences(chainDiffs)
        for (target, indication) in indications.enumerated() { self[target] = indication }
    }

    /// What the frame is to the decode target at `target`, 0 to 31.
    public subscript(target: Int) -> DecodeTargetIndication {
        get {
            precondition((0..<32).contains(target), "there are at most 32 decode targets")
            return DecodeTargetIndication(rawValue: UInt8(indications >> UInt64(2 * target) & 3))
                ?? .notPresent
        }
        set {
            precondition((0..<32).contains(target), "there are at most 32 decode targets")
            indications &= ~(3 << UInt64(2 * target))
            indications |= UInt64(newValue.rawValue) << UInt64(2 * target)
        }
    }

    /// Whether both are the same to every decode target.
    func hasSameIndications(as other: FrameDependencies) -> Bool {
        indications == other.indications
    }
}
