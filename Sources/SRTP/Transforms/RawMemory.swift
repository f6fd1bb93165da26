// What the transforms do with memory by address. Nothing is checked here: the sender and the receiver have checked
// that packets and slots are as long as the transforms say they must be.

extension UnsafeRawBufferPointer {
    /// A part of it, at its place. `range` must be inside.
    @inline(__always)
    func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: self[range])
    }
}

extension UnsafeMutableRawPointer {
    /// Copies octets to this address, where there must be room for them.
    @inline(__always)
    func write(_ octets: UnsafeRawBufferPointer) {
        guard let start = octets.baseAddress else { return }
        unsafe copyMemory(from: start, byteCount: octets.count)
    }

    /// Writes a word in network order to this address, where there must be room for it.
    @inline(__always)
    func write(_ word: UInt32) {
        unsafe storeBytes(of: word.bigEndian, as: UInt32.self)
    }
}
