import Simulation
import Timing

/// A publisher's layers: frames of each at 30 a second, of sizes that vary, with a keyframe every four seconds and
/// when one is asked for.
struct Camera {
    /// What the layers have, in bits a second.
    static let rates = [150_000, 500_000, 1_200_000, 2_500_000]
    /// How many frames a second.
    static let framesPerSecond = 30
    /// How much more a keyframe has than a usual frame.
    private static let keyframeShare = 4.0
    /// Makes the sizes.
    private var random: SeededGenerator
    /// The number of the next frame.
    private var number = 0
    /// Which layer has been asked for a keyframe, and from which frame on it can be.
    private var asked: [Int: Int] = [:]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Asks for a keyframe of a layer: it comes a publisher's round trip later.
    mutating func requestKeyframe(of layer: Int) {
        if asked[layer] == nil { asked[layer] = number + 3 }
    }

    /// The next frame of each layer: its size, and whether it is a keyframe.
    mutating func next() -> [(byteCount: Int, isKeyframe: Bool)] {
        defer { number += 1 }
        return Self.rates.indices.map { layer in
            let isAsked = asked[layer].map { $0 <= number } ?? false
            if isAsked { asked[layer] = nil }
            let isKeyframe = isAsked || number % (4 * Self.framesPerSecond) == 0
            // The mean over a group of frames is the layer's rate.
            let mean = Double(Self.rates[layer]) / 8 / Double(Self.framesPerSecond) * 0.975
            let share = isKeyframe ? Self.keyframeShare : 1
            return (Int(mean * share * Double.random(in: 0.8..<1.2, using: &random)), isKeyframe)
        }
    }
}
