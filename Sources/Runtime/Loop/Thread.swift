internal import CLinux
internal import Glibc

/// Threads of the operating system, for loops and for work that blocks.
public enum Thread {
    /// Runs `body` on a new thread. The name shows in `top -H`; the kernel keeps 15 bytes of it.
    public static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe starling_thread_start(
            &thread, name,
            { context in
                guard let context = unsafe context else { return }
                // Sound: the context is the retained box of this very call, and taken once.
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, box)
        guard code == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(box).release()
            throw SystemError("pthread_create", code: code)
        }
        pthread_detach(thread)
    }

    /// Binds the calling thread to a core; a core that is not ours is left alone.
    public static func pin(to core: Int) {
        _ = starling_thread_pin(Int32(clamping: core))
    }

    /// The cores that this process may run on.
    public static var cores: [Int] {
        (0..<starling_core_count()).map { Int(starling_core($0)) }
    }

    /// Carries a closure through C.
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
