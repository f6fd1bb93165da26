import RTP

/// Which frames of a stream can be decoded, when they are told in decode order and some are missing.
///
/// A keyframe begins a chain. A frame belongs to it when those it needs do; what they are it says itself, or else it
/// needs everything before it. Frames that say nothing are believed while no packet is missing.
struct DecodeChain: Sendable {
    /// Whether frames of the lowest temporal layer can be decoded.
    private(set) var isIntact = false
    /// Whether frames of higher temporal layers can be decoded without being a sync.
    private var isGroupIntact = false
    /// The number that counts: of the last frame, or with H.264 of the last that others need.
    private var number: UInt16 = 0
    /// The count of the lowest temporal layer.
    private var base: UInt8 = 0
    /// Which frames up to `number` can be decoded, itself lowest.
    private var decoded: UInt128 = 0
    /// Whether `number` counts only the frames that others need, as `frame_num` does.
    private let skipsDisposable: Bool

    init(_ codec: TrackCodec) {
        skipsDisposable = codec == .h264
    }

    /// Takes the next frame; `hasGap` says that packets before it are missing. Gives whether it can be decoded.
    mutating func judge(_ facts: FrameFacts, hasGap: Bool) -> Bool {
        if hasGap { isGroupIntact = false }
        if facts.isKeyframe {
            begin(with: facts)
            return true
        }
        let isDecodable = !facts.lacksLowerLayer && hasWhatItNeeds(facts, hasGap: hasGap)
        note(facts, isDecodable)
        return isDecodable
    }

    private mutating func begin(with facts: FrameFacts) {
        (isIntact, isGroupIntact) = (true, true)
        (number, base, decoded) = (facts.number, facts.base, 1)
    }

    private func hasWhatItNeeds(_ facts: FrameFacts, hasGap: Bool) -> Bool {
        switch facts.naming {
        case .none: return isIntact && !hasGap
        case .counted:
            let step = facts.distance(from: number)
            return isIntact && (step == 1 || skipsDisposable && step == 0 && facts.isDisposable)
        case .layered:
            guard facts.temporalID > 0 else { return isIntact && facts.base == base &+ 1 }
            return isIntact && facts.base == base && (facts.isLayerSync || isGroupIntact)
        case .listed:
            let step = facts.distance(from: number)
            guard decoded != 0 else { return false }
            return (0..<Int(facts.referenceCount)).allSatisfy { index in
                let back = Int(facts.references[index]) - step
                return 0..<128 ~= back && decoded >> UInt128(back) & 1 == 1
            }
        }
    }

    private mutating func note(_ facts: FrameFacts, _ isDecodable: Bool) {
        switch facts.naming {
        case .none: isIntact = isDecodable || facts.isDisposable && isIntact
        case .counted:
            if !isDecodable { isIntact = false }
            if !skipsDisposable || !facts.isDisposable { number = facts.number }
        case .layered:
            if facts.temporalID == 0 {
                (isIntact, isGroupIntact, base) = (isDecodable, isDecodable, facts.base)
            }
        case .listed:
            let step = facts.distance(from: number)
            if step > 0 {
                decoded = step < 128 ? decoded << UInt128(step) : 0
                number = facts.number
            }
            if isDecodable, step > -128 { decoded |= 1 << UInt128(max(-step, 0)) }
            if facts.temporalID == 0 { isIntact = isDecodable }
        }
    }
}
