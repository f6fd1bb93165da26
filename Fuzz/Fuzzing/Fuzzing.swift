import CLibFuzzer
import Glibc

/// What is fuzzed; written once, before the driver starts, and read by its one thread.
private nonisolated(unsafe) var target: (RawSpan) -> Void = { _ in }

/// Calls `body` with whatever libFuzzer makes up, until the options on the command line say it is enough.
public func fuzz(_ body: @escaping (RawSpan) -> Void) -> Never {
    unsafe target = body
    var count = CommandLine.argc
    var arguments = unsafe CommandLine.unsafeArgv
    // Sound: the shape of C's `char **argv`; Swift's pointer to the list is writable and the driver may reorder it.
    let status = unsafe withUnsafeMutablePointer(to: &arguments) { arguments in
        unsafe arguments.withMemoryRebound(
            to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1
        ) { arguments in
            unsafe LLVMFuzzerRunDriver(&count, arguments) { data, size in
                unsafe target(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(start: data, count: size)))
                return 0
            }
        }
    }
    exit(status)
}
