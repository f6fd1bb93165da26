internal import Bytes

/// The sequence header of AV1 (AV1 §5.5), as far as `av1C` and its codec string speak of it.
struct AV1SequenceHeader {
    /// seq_profile, 0 to 2.
    private(set) var profile: UInt8 = 0
    /// seq_level_idx and seq_tier of the first operating point.
    private(set) var level: UInt8 = 0, tier: UInt8 = 0
    /// The largest picture.
    private(set) var size: (width: Int, height: Int) = (0, 0)
    /// What the samples are.
    private(set) var colour = AV1Colour()

    /// Reads an OBU's contents.
    init?(_ contents: RawSpan) {
        var bits = BitReader(contents)
        guard let profile = bits.read(3), profile <= 2, bits.skip(1), let isReduced = bits.readFlag() else {
            return nil
        }
        self.profile = UInt8(truncatingIfNeeded: profile)
        guard isReduced ? readReducedLevel(&bits) : readOperatingPoints(&bits),
            readSize(&bits, isReduced: isReduced), Self.skipTools(&bits, isReduced: isReduced),
            let colour = AV1Colour(&bits, profile: self.profile)
        else { return nil }
        self.colour = colour
    }

    private mutating func readReducedLevel(_ bits: inout BitReader) -> Bool {
        guard let level = bits.read(5) else { return false }
        self.level = UInt8(truncatingIfNeeded: level)
        return true
    }

    /// §5.5.1: timing, and then each operating point with its level, tier, decoder model and delay.
    private mutating func readOperatingPoints(_ bits: inout BitReader) -> Bool {
        guard let hasTiming = bits.readFlag() else { return false }
        var delayWidth: Int?
        if hasTiming {
            guard let width = Self.skipTiming(&bits) else { return false }
            delayWidth = width > 0 ? width : nil
        }
        guard let hasDelay = bits.readFlag(), let last = bits.read(5) else { return false }
        for point in 0...last {
            guard bits.skip(12), let level = bits.read(5) else { return false }
            var tier: UInt32 = 0
            if level > 7 {
                guard let told = bits.read(1) else { return false }
                tier = told
            }
            if point == 0 {
                self.level = UInt8(truncatingIfNeeded: level)
                self.tier = UInt8(truncatingIfNeeded: tier)
            }
            guard Self.skipModel(&bits, delayWidth: delayWidth), !hasDelay || Self.skipDelay(&bits) else {
                return false
            }
        }
        return true
    }

    /// §5.5.3, §5.5.4: the width of the delays that a decoder model makes necessary, 0 without one.
    private static func skipTiming(_ bits: inout BitReader) -> Int? {
        guard bits.skip(64), let isEqual = bits.readFlag(),
            // uvlc() is an Exp-Golomb code (§4.10.3).
            !isEqual || bits.readExpGolomb() != nil, let hasModel = bits.readFlag()
        else { return nil }
        guard hasModel else { return 0 }
        guard let width = bits.read(5), bits.skip(32 + 5 + 5) else { return nil }
        return Int(width) + 1
    }

    private static func skipModel(_ bits: inout BitReader, delayWidth: Int?) -> Bool {
        guard let delayWidth else { return true }
        guard let isPresent = bits.readFlag() else { return false }
        return !isPresent || bits.skip(2 * delayWidth + 1)
    }

    private static func skipDelay(_ bits: inout BitReader) -> Bool {
        guard let isPresent = bits.readFlag() else { return false }
        return !isPresent || bits.skip(4)
    }

    private mutating func readSize(_ bits: inout BitReader, isReduced: Bool) -> Bool {
        guard let widthBits = bits.read(4), let heightBits = bits.read(4),
            let width = bits.read(Int(widthBits) + 1), let height = bits.read(Int(heightBits) + 1)
        else { return false }
        size = (Int(width) + 1, Int(height) + 1)
        guard !isReduced else { return true }
        guard let hasFrameNumbers = bits.readFlag() else { return false }
        return !hasFrameNumbers || bits.skip(7)
    }

    /// The switches between the size and the colours.
    private static func skipTools(_ bits: inout BitReader, isReduced: Bool) -> Bool {
        guard bits.skip(3) else { return false }
        if !isReduced {
            // Four kinds of compound prediction, then order hints.
            guard bits.skip(4), let hasOrder = bits.readFlag(), !hasOrder || bits.skip(2),
                let choosesScreen = bits.readFlag()
            else { return false }
            var forcesScreen: UInt32 = 2
            if !choosesScreen {
                guard let told = bits.read(1) else { return false }
                forcesScreen = told
            }
            if forcesScreen > 0 {
                guard let choosesMotion = bits.readFlag(), choosesMotion || bits.skip(1) else { return false }
            }
            if hasOrder, !bits.skip(3) { return false }
        }
        // Super-resolution, cdef and restoration.
        return bits.skip(3)
    }
}
