internal import CodecBridge
internal import Media

/// Makes JPEG pictures of keyframes.
final class PictureJob: Job {
    /// How large a tile may be, and how many are in a picture.
    private let largest: PictureSize
    private let columns: Int, rows: Int
    /// Decodes; `nil` before a format, and for one that nothing here decodes.
    private var decoder: KeyframeDecoder?
    /// What is drawn on; `nil` when nothing is.
    private var sheet: Sheet?
    /// How large tiles are, once it is known.
    private var tile: PictureSize?
    /// The tile of the next keyframe. One that cannot be decoded leaves its tile black, so that the others are where they are
    /// looked for.
    private var next = 0

    init(largest: PictureSize, columns: Int, rows: Int) {
        self.largest = largest
        self.columns = columns
        self.rows = rows
    }

    func take(_ format: BridgeFormat) -> [BridgeMessage] {
        decoder = KeyframeDecoder(format)
        return decoder == nil ? [.trouble("nothing here decodes \(format.codec.rawValue)")] : []
    }

    func take(_ unit: AccessUnit) -> [BridgeMessage] {
        let isDrawn = draw(unit)
        next += 1
        let trouble: [BridgeMessage] = isDrawn ? [] : [.trouble("a picture cannot be decoded")]
        return trouble + (next == columns * rows ? finish() : [])
    }

    func finish() -> [BridgeMessage] {
        next = 0
        guard let sheet = sheet.take() else { return [] }
        return [sheet.encode().map { .picture($0, tile: sheet.tile) } ?? .trouble("no JPEG was made")]
    }

    /// Decodes and draws, on a new sheet where there is none.
    private func draw(_ unit: AccessUnit) -> Bool {
        guard let decoder, let size = decoder.decode(unit) else { return false }
        guard let tile = tile ?? TileSize.fitting(size, into: largest) else { return false }
        self.tile = tile
        if sheet == nil { sheet = Sheet(of: tile, columns: columns, rows: rows) }
        return sheet?.draw(size, of: decoder, on: next) ?? false
    }
}
