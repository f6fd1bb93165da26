internal import CodecBridge
internal import Media

/// Decodes pictures as who watches has them decoded, and tells after each unit what came of all.
final class WatchJob: Job {
    /// Decodes; `nil` before a format, and for one that nothing here decodes.
    private var decoder: StreamDecoder?
    /// What came of decoders from before.
    private var pictures = 0, faults = 0

    func take(_ format: BridgeFormat) -> [BridgeMessage] {
        retire()
        decoder = StreamDecoder(format)
        return decoder == nil ? [.trouble("nothing here decodes \(format.codec.rawValue)")] : []
    }

    func take(_ unit: AccessUnit) -> [BridgeMessage] {
        if let decoder { decoder.decode(unit) } else { faults += 1 }
        return [standing]
    }

    func finish() -> [BridgeMessage] {
        retire()
        return [standing]
    }

    private var standing: BridgeMessage {
        .watched(
            pictures: pictures + (decoder?.pictures ?? 0), faults: faults + (decoder?.faults ?? 0))
    }

    /// The decoder has had its last unit.
    private func retire() {
        guard let decoder else { return }
        decoder.finish()
        pictures += decoder.pictures
        faults += decoder.faults
        self.decoder = nil
    }
}
