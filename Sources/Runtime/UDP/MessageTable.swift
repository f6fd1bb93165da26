internal import CLinux

/// The structures one batch of messages needs in the kernel's form, made and linked once.
@safe struct MessageTable: ~Copyable {
    /// The messages; each points to the envelope with its index.
    let messages: UnsafeMutablePointer<starling_message>
    /// Address, control messages and the one stretch of bytes of each message.
    let envelopes: UnsafeMutablePointer<starling_envelope>
    /// How many messages there are.
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe messages = UnsafeMutablePointer.allocate(capacity: capacity)
        unsafe envelopes = UnsafeMutablePointer.allocate(capacity: capacity)
        // Sound: both hold `capacity` elements, and the call initialises each.
        unsafe starling_messages_link(messages, envelopes, UInt32(capacity))
    }

    /// Addresses the message at `target` as another table's at `source`. Its bytes stay those it points to.
    func copyAddress(from other: borrowing MessageTable, at source: Int, to target: Int) {
        let vector = unsafe envelopes[target].vector
        unsafe envelopes[target] = other.envelopes[source]
        unsafe envelopes[target].vector = vector
        unsafe messages[target].header.msg_namelen = other.messages[source].header.msg_namelen
        unsafe messages[target].header.msg_controllen = other.messages[source].header.msg_controllen
    }

    deinit {
        unsafe messages.deallocate()
        unsafe envelopes.deallocate()
    }
}
