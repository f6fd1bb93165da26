/// Which temporal layers the last pictures of VP9 were of, for those whose references are told one by one.
///
/// Deviation: U in a picture's descriptor says that higher layers need nothing from before it but what is of its own layer or
/// lower (RFC 9628 §4.2). Chromium means, of pictures that are not of the lowest layer, that the picture itself needs lower
/// layers only. We take it for that, and of pictures that tell their references these decide, which are never wrong.
struct RecentPictures: Sendable {
    /// The layer of the picture with each number, modulo 128: references go back so far. `unknown` for those that did not come.
    private var temporalIDs = InlineArray<128, UInt8>(repeating: RecentPictures.unknown)
    /// The number of the newest; `nil` before the first.
    private var newest: PictureID?

    private static let unknown = UInt8.max

    /// Who may get more temporal layers from a frame on.
    func rise(at head: VP9Descriptor, _ layer: VP9Layer) -> FrameLayers.Rise {
        let isPoint = layer.isSwitchingUpPoint || !head.isInterPredicted
        guard layer.temporalID > 0 else { return isPoint ? FrameLayers.Rise(from: 0, to: .max) : .none }
        let rise = FrameLayers.Rise(from: layer.temporalID - 1, to: layer.temporalID)
        guard head.isFlexible else { return isPoint ? rise : .none }
        guard let id = head.pictureID else { return .none }
        for index in 0..<head.referenceCount {
            let needed = temporalIDs[Self.slot(id.value &- UInt16(head.reference(at: index)))]
            guard needed < layer.temporalID else { return .none }
        }
        return rise
    }

    /// Takes note of a picture. Those between it and the one before did not come.
    mutating func note(_ id: PictureID, temporalID: UInt8) {
        let modulus: UInt16 = id.isWide ? 0x8000 : 0x80
        let step = newest.map { (id.value &- $0.value) & (modulus - 1) } ?? 0
        if step > modulus / 2 {
            if modulus - step < 128 { temporalIDs[Self.slot(id.value)] = temporalID }
            return
        }
        for back in 0..<min(step, 128) { temporalIDs[Self.slot(id.value &- back)] = Self.unknown }
        temporalIDs[Self.slot(id.value)] = temporalID
        newest = id
    }

    private static func slot(_ number: UInt16) -> Int { Int(number & 127) }
}
