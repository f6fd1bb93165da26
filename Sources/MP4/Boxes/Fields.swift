/// Which fields a `trun` has (ISO 14496-12 §8.8.8.1).
struct Fields: OptionSet {
    let rawValue: UInt32

    static let dataOffset = Fields(rawValue: 0x1)
    static let firstFlags = Fields(rawValue: 0x4)
    static let duration = Fields(rawValue: 0x100)
    static let size = Fields(rawValue: 0x200)
    static let flags = Fields(rawValue: 0x400)
    static let compositionOffset = Fields(rawValue: 0x800)
}
