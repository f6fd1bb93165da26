internal import CodecBridge
internal import Media
internal import Timing

/// Makes H.264 of pictures in another codec.
///
/// Times in and out are ticks of 90 kHz on one timeline, and keyframes are those of what comes. Pictures of another size are
/// another encoder's, which begins with a keyframe. What takes too long loses pictures before it loses time (`FramePace`).
final class VideoJob: Job {
    /// How many pictures come in a thousand seconds, about.
    private let frameRate: Int
    /// Tells what time it is.
    private let clock: () -> Instant
    /// Decodes; `nil` before a format, and for one that nothing here decodes.
    private var decoder: StreamDecoder?
    /// Encodes; `nil` before the first picture.
    private var encoder: H264Encoder?
    /// Learns what is made.
    private var tracker = FormatTracker(.h264)
    /// What was said that is made.
    private var told: CodecConfiguration?
    /// Which pictures are encoded.
    private var pace: FramePace
    /// When the last was that was encoded.
    private var last: Int64?
    /// Whether it was said that there is no encoder of what comes.
    private var isRefused = false

    init(frameRate: Int, longest: Int64, clock: @escaping () -> Instant) {
        self.frameRate = frameRate
        self.clock = clock
        pace = FramePace(longest: longest)
    }

    func take(_ format: BridgeFormat) -> [BridgeMessage] {
        decoder = format.codec == .h264 ? nil : StreamDecoder(format)
        return decoder == nil ? [.trouble("nothing here makes H.264 of \(format.codec.rawValue)")] : []
    }

    func take(_ unit: AccessUnit) -> [BridgeMessage] {
        // Bounded, so that no sum of times leaves 64 bits.
        guard unit.decodeTime.magnitude < 1 << 48, let decoder else {
            return [.trouble("a picture comes out of turn")]
        }
        let time = unit.decodeTime
        let choice = pace.choose(at: time, isKeyframe: unit.isSync)
        guard choice != .leaveOut else { return [] }
        let began = clock()
        let faults = decoder.faults
        decoder.decode(unit)
        let decoded = clock()
        var messages: [BridgeMessage] = []
        if decoder.faults > faults {
            messages.append(.trouble("a picture cannot be decoded"))
        } else if choice == .encode, let size = decoder.shown {
            messages += encode(size, of: decoder, at: time, isKeyframe: unit.isSync)
        }
        let (decoding, encoding) = (began.duration(to: decoded), decoded.duration(to: clock()))
        if pace.note(decoding: decoding, encoding: encoding, at: time) {
            messages.append(.paced(divisor: pace.divisor, leftOut: pace.takeLeftOut()))
        }
        return messages
    }

    /// Nothing is held back.
    func finish() -> [BridgeMessage] { [] }

    private func encode(
        _ size: PictureSize, of decoder: StreamDecoder, at time: Int64, isKeyframe: Bool
    ) -> [BridgeMessage] {
        let target = H264Target(of: size, frameRate: frameRate)
        let isAnother = encoder == nil || encoder?.target != target
        // An encoder's times only rise.
        if isAnother || last.map({ time <= $0 }) ?? false { encoder = target.flatMap { H264Encoder($0) } }
        last = time
        guard let encoder else { return refuse() }
        isRefused = false
        return encoder.encode(decoder, at: time, isKeyframe: isKeyframe).flatMap { message($0) }
    }

    private func refuse() -> [BridgeMessage] {
        defer { isRefused = true }
        return isRefused ? [] : [.trouble("there is no encoder of H.264 for such pictures")]
    }

    /// A unit as files have it, behind what it is where that is new.
    private func message(_ unit: AccessUnit) -> [BridgeMessage] {
        var unit = unit
        guard tracker.prepare(&unit), let configuration = tracker.configuration else { return [] }
        defer { told = configuration }
        return (configuration == told ? [] : [.format(BridgeFormat(configuration))]) + [.unit(unit)]
    }
}
