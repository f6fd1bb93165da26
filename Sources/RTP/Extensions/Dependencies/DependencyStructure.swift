/// The layers, decode targets and frame templates of a coded video sequence (`template_dependency_structure` of
/// AV1 RTP §A.8.2).
///
/// It comes only in the first packet of a sequence, so whoever reads descriptors keeps it for all that follow.
public struct DependencyStructure: Equatable, Sendable {
    /// The largest picture of one spatial layer.
    public struct Resolution: Equatable, Sendable {
        /// Width and height in pixels, 1 to 65,536.
        public let width: Int, height: Int

        /// A size.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// A set of frames that gives one fidelity.
    public struct DecodeTarget: Equatable, Sendable {
        /// The highest spatial and temporal layer in it.
        public let spatialID: Int, temporalID: Int
        /// The chain whose frames it cannot do without; `nil` when there are no chains.
        public let chain: Int?
    }

    /// The identifier of the first template, 0 to 63; the others count on from it, modulo 64.
    public let templateIDOffset: Int
    /// The templates, 1 to 64 of them, by spatial and then temporal layer.
    public let templates: [FrameDependencies]
    /// The decode targets, 1 to 32 of them.
    public let decodeTargets: [DecodeTarget]
    /// How many chains there are, 0 to as many as decode targets.
    public let chainCount: Int
    /// The largest picture of each spatial layer; empty when the sender left sizes out.
    public let resolutions: [Resolution]

    /// A structure to send. `nil` when the syntax cannot say it: each template must step on from the one before as
    /// table A.2 allows and name every chain, at most 15 frames back; references are 1 to 16 frames back.
    public init?(
        templateIDOffset: Int, targetCount: Int, templates: [FrameDependencies], chainOfTarget: [Int] = [],
        resolutions: [Resolution] = []
    ) {
        let chainCount = (chainOfTarget.max() ?? -1) + 1
        guard (0..<64).contains(templateIDOffset), (1...32).contains(targetCount),
            (1...64).contains(templates.count),
            chainOfTarget.isEmpty || chainOfTarget.count == targetCount, chainCount <= targetCount,
            templates.allSatisfy({ Self.isSayable($0, chainCount: chainCount) }),
            templates.first?.spatialID == 0, templates.first?.temporalID == 0,
            zip(templates, templates.dropFirst()).allSatisfy({ Self.step(from: $0, to: $1) != nil }),
            resolutions.isEmpty || resolutions.count == (templates.last?.spatialID ?? 0) + 1
        else { return nil }
        self.init(
            offset: templateIDOffset, templates: templates, targetCount: targetCount, chainCount: chainCount,
            chainOfTarget: chainOfTarget, resolutions: resolutions)
    }

    init(
        offset: Int, templates: [FrameDependencies], targetCount: Int, chainCount: Int, chainOfTarget: [Int],
        resolutions: [Resolution]
    ) {
        templateIDOffset = offset
        self.templates = templates
        self.chainCount = chainCount
        self.resolutions = resolutions
        decodeTargets = (0..<targetCount).map { target in
            // `decode_target_layers()`: the highest layers among the templates that belong to the target.
            let members = templates.filter { $0[target] != .notPresent }
            return DecodeTarget(
                spatialID: members.map(\.spatialID).max() ?? 0,
                temporalID: members.map(\.temporalID).max() ?? 0,
                chain: chainOfTarget.isEmpty ? nil : chainOfTarget[target])
        }
    }

    /// The template that an identifier names; `nil` when it is of another structure.
    public func template(_ id: Int) -> FrameDependencies? {
        let index = (id &- templateIDOffset) & 63
        return index < templates.count ? templates[index] : nil
    }

    /// A bit for every decode target.
    public var allTargets: UInt32 {
        .max >> UInt32(32 - decodeTargets.count)
    }

    /// `next_layer_idc` of table A.2; `nil` when no step leads from one to the other.
    static func step(from template: FrameDependencies, to next: FrameDependencies) -> UInt32? {
        switch (next.spatialID - template.spatialID, next.temporalID - template.temporalID) {
        case (0, 0): 0
        case (0, 1): 1
        case (1, _) where next.temporalID == 0: 2
        default: nil
        }
    }

    private static func isSayable(_ template: FrameDependencies, chainCount: Int) -> Bool {
        let (frames, chains) = (template.frameDiffs, template.chainDiffs)
        return template.spatialID < 4 && template.temporalID < 8 && chains.count == chainCount
            && (0..<frames.count).allSatisfy { (1...16).contains(frames[$0]) }
            && (0..<chains.count).allSatisfy { chains[$0] < 16 }
    }
}
