internal import CAVCodec
internal import Media

/// Tiles beside and below each other in one picture. It owns the picture.
@safe final class Sheet {
    /// The picture, freed with its owner.
    private let sheet: OpaquePointer
    /// How large each tile is.
    let tile: PictureSize
    /// How many stand beside each other.
    private let columns: Int

    /// A black sheet; sizes of tiles are even. `nil` when there is no memory for it.
    init?(of tile: PictureSize, columns: Int, rows: Int) {
        let made = unsafe starling_sheet_create(
            Int32(clamping: tile.width * columns), Int32(clamping: tile.height * rows))
        guard let made = unsafe made else { return nil }
        unsafe sheet = made
        self.tile = tile
        self.columns = columns
    }

    deinit {
        unsafe starling_sheet_free(sheet)
    }

    /// Draws what a decoder decoded last, a picture of this size, in the middle of a tile; whether that worked.
    func draw(_ size: PictureSize, of decoder: KeyframeDecoder, on number: Int) -> Bool {
        guard let fitting = TileSize.fitting(size, into: tile) else { return false }
        let x = number % columns * tile.width + TileSize.even((tile.width - fitting.width) / 2)
        let y = number / columns * tile.height + TileSize.even((tile.height - fitting.height) / 2)
        let code = unsafe starling_sheet_draw(
            sheet, decoder.decoder, Int32(clamping: x), Int32(clamping: y), Int32(clamping: fitting.width),
            Int32(clamping: fitting.height))
        return code == 0
    }

    /// The sheet as JPEG; `nil` when that cannot be made.
    func encode() -> [UInt8]? {
        var bytes: UnsafePointer<UInt8>?
        let count = unsafe starling_sheet_encode(sheet, &bytes)
        // Sound: the octets are the sheet's up to its next call, and copied at once.
        return unsafe count > 0 ? [UInt8](UnsafeBufferPointer(start: bytes, count: count)) : nil
    }
}
