import Bytes

// `template_dependency_structure()` of AV1 RTP §A.8.2, read and written in the same order.
extension DependencyStructure {
    /// Reads a structure, in the order of the syntax.
    init?(_ reader: inout BitReader) {
        guard let offset = reader.read(6), let moreTargets = reader.read(5),
            var templates = Self.readLayers(&reader)
        else { return nil }
        let targetCount = Int(moreTargets) + 1
        guard Self.readIndications(&reader, targetCount, &templates),
            Self.readFrameDiffs(&reader, &templates),
            let chainCount = reader.readNonSymmetric(below: UInt32(targetCount) + 1),
            let chainOfTarget = Self.readChains(&reader, Int(chainCount), targetCount, &templates),
            let resolutions = Self.readResolutions(&reader, layerCount: (templates.last?.spatialID ?? 0) + 1)
        else { return nil }
        self.init(
            offset: Int(offset), templates: templates, targetCount: targetCount, chainCount: Int(chainCount),
            chainOfTarget: chainOfTarget, resolutions: resolutions)
    }

    /// `template_layers()`: bounded by the 64 identifiers there are, and by the layers that an OBU extension header
    /// can name (AV1 §5.3.3).
    private static func readLayers(_ reader: inout BitReader) -> [FrameDependencies]? {
        var templates: [FrameDependencies] = []
        var (spatialID, temporalID) = (0, 0)
        while templates.count < 64, spatialID < 4, temporalID < 8 {
            templates.append(FrameDependencies(spatialID: spatialID, temporalID: temporalID, indications: []))
            guard let step = reader.read(2) else { return nil }
            switch step {
            case 1: temporalID += 1
            case 2: (spatialID, temporalID) = (spatialID + 1, 0)
            case 3: return templates
            default: break
            }
        }
        return nil
    }

    private static func readIndications(
        _ reader: inout BitReader, _ targetCount: Int, _ templates: inout [FrameDependencies]
    ) -> Bool {
        for index in templates.indices {
            guard templates[index].readIndications(&reader, targetCount) else { return false }
        }
        return true
    }

    private static func readFrameDiffs(_ reader: inout BitReader, _ templates: inout [FrameDependencies])
        -> Bool
    {
        for index in templates.indices {
            while true {
                guard let follows = reader.readFlag() else { return false }
                guard follows else { break }
                guard let less = reader.read(4), templates[index].frameDiffs.append(UInt16(less) + 1) else {
                    return false
                }
            }
        }
        return true
    }

    /// The chain of each decode target; the templates get their distances.
    private static func readChains(
        _ reader: inout BitReader, _ chainCount: Int, _ targetCount: Int,
        _ templates: inout [FrameDependencies]
    ) -> [Int]? {
        guard chainCount > 0 else { return [] }
        var chainOfTarget: [Int] = []
        for _ in 0..<targetCount {
            guard let chain = reader.readNonSymmetric(below: UInt32(chainCount)) else { return nil }
            chainOfTarget.append(Int(chain))
        }
        for index in templates.indices {
            guard templates[index].readChainDiffs(&reader, chainCount, width: 4) else { return nil }
        }
        return chainOfTarget
    }

    private static func readResolutions(_ reader: inout BitReader, layerCount: Int) -> [Resolution]? {
        guard let isPresent = reader.readFlag() else { return nil }
        var resolutions: [Resolution] = []
        while isPresent, resolutions.count < layerCount {
            guard let width = reader.read(16), let height = reader.read(16) else { return nil }
            resolutions.append(Resolution(width: Int(width) + 1, height: Int(height) + 1))
        }
        return resolutions
    }

    /// Writes the structure, in the order of the syntax.
    func write(_ bits: inout BitWriter, to writer: inout ByteWriter) {
        bits.write(UInt32(templateIDOffset), 6, to: &writer)
        bits.write(UInt32(decodeTargets.count - 1), 5, to: &writer)
        for (template, next) in zip(templates, templates.dropFirst()) {
            bits.write(Self.step(from: template, to: next) ?? 0, 2, to: &writer)
        }
        bits.write(3, 2, to: &writer)
        for template in templates { template.writeIndications(&bits, decodeTargets.count, to: &writer) }
        for template in templates {
            for index in 0..<template.frameDiffs.count {
                bits.write(true, to: &writer)
                bits.write(UInt32(template.frameDiffs[index] - 1), 4, to: &writer)
            }
            bits.write(false, to: &writer)
        }
        writeChains(&bits, to: &writer)
        bits.write(!resolutions.isEmpty, to: &writer)
        for resolution in resolutions {
            bits.write(UInt32(resolution.width - 1), 16, to: &writer)
            bits.write(UInt32(resolution.height - 1), 16, to: &writer)
        }
    }

    private func writeChains(_ bits: inout BitWriter, to writer: inout ByteWriter) {
        bits.writeNonSymmetric(UInt32(chainCount), below: UInt32(decodeTargets.count) + 1, to: &writer)
        guard chainCount > 0 else { return }
        for target in decodeTargets {
            bits.writeNonSymmetric(UInt32(target.chain ?? 0), below: UInt32(chainCount), to: &writer)
        }
        for template in templates { template.writeChainDiffs(&bits, width: 4, to: &writer) }
    }
}
