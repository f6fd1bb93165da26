internal import Bytes

/// The size of a coded picture, and what is cut off its sides before it is shown.
struct CroppedSize {
    /// Coded columns and rows.
    var width: UInt64, height: UInt64
    /// What is cut off, in units of the sampling.
    var left: UInt32 = 0, right: UInt32 = 0, top: UInt32 = 0, bottom: UInt32 = 0

    init(width: UInt64, height: UInt64) {
        self.width = width
        self.height = height
    }

    /// Reads the four offsets, in the order that H.264 §7.3.2.1.1 and H.265 §7.3.2.2.1 share.
    mutating func readOffsets(_ bits: inout BitReader) -> Bool {
        guard let left = bits.readExpGolomb(), let right = bits.readExpGolomb(),
            let top = bits.readExpGolomb(), let bottom = bits.readExpGolomb()
        else { return false }
        (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
        return true
    }

    /// What is shown, when a unit of the offsets is so many columns and rows; `nil` when nothing is.
    func shown(unitWidth: UInt64, unitHeight: UInt64) -> PictureSize? {
        let columns = (UInt64(left) + UInt64(right)) * unitWidth
        let rows = (UInt64(top) + UInt64(bottom)) * unitHeight
        guard columns < width, rows < height else { return nil }
        return PictureSize(width: Int(clamping: width - columns), height: Int(clamping: height - rows))
    }
}
