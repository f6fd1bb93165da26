internal import Glibc

/// An open file descriptor, closed when its owner goes.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by.
    let number: Int32

    /// Takes a descriptor that nobody else will close.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }
}
