/// How much of a scalable stream somebody gets: all frames of its spatial and temporal layers up to these.
///
/// What is below is never left out, though decoders of a stream whose spatial layers are predicted from each other at
/// keyframes only (`L3T3_KEY`) could do without the smaller pictures. They are a fifth of the rate or so, and who has
/// them goes down to a smaller picture at once, without a keyframe that all others would get too.
public struct Fidelity: Hashable, Sendable {
    /// The highest spatial layer.
    public var spatialID: UInt8
    /// The highest temporal layer.
    public var temporalID: UInt8

    /// Everything, layers that there may yet be among it.
    public static let full = Fidelity(spatialID: .max, temporalID: .max)

    /// Everything up to these layers.
    public init(spatialID: UInt8, temporalID: UInt8) {
        self.spatialID = spatialID
        self.temporalID = temporalID
    }

    /// Whether a frame belongs to it.
    @inline(__always)
    public func includes(_ layers: FrameLayers) -> Bool {
        layers.spatialID <= spatialID && layers.temporalID <= temporalID
    }

    /// Whether another is no more than this, in either way.
    public func includes(_ other: Fidelity) -> Bool {
        other.spatialID <= spatialID && other.temporalID <= temporalID
    }

    /// Whether nothing of a picture is left behind a packet, which then has to be marked as its last (RFC 9628 §4.1, AV1
    /// RTP §4.2): it ends the frame of the highest spatial layer that there is here.
    @inline(__always)
    public func isLast(_ layers: FrameLayers) -> Bool {
        layers.endsFrame && layers.spatialID == spatialID
    }

    /// What somebody gets from a packet on who is to get another fidelity. Less begins with any picture, more temporal
    /// layers with one that says so, and more spatial layers with a keyframe.
    public func moved(towards wanted: Fidelity, at layers: FrameLayers, isKeyframe: Bool) -> Fidelity {
        if isKeyframe { return wanted }
        guard layers.startsPicture else { return self }
        var next = Fidelity(
            spatialID: min(spatialID, wanted.spatialID), temporalID: min(temporalID, wanted.temporalID))
        if temporalID < wanted.temporalID, layers.rise.from <= temporalID {
            next.temporalID = max(temporalID, min(layers.rise.to, wanted.temporalID))
        }
        return next
    }
}
