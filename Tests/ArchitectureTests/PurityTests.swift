import Testing

/// What only the runtime may touch, and what cores may not even name.
@Suite struct PurityTests {
    /// Modules that do the work of the world: sockets, threads, tasks, locks.
    private static let shells: Set = [
        "Runtime", "Server", "Signaling", "Storage", "SRTTransport", "RISTTransport", "ObjectStore",
        "LoadModel",
        "starling", "loadtest", "starling-transcoder",
    ]

    /// Names by which Swift and its libraries read clocks, start threads and open things.
    private static let forbidden: Set = [
        "ContinuousClock", "SuspendingClock", "Date", "DispatchTime", "clock_gettime", "gettimeofday",
        "CLOCK_MONOTONIC", "CLOCK_REALTIME", "DispatchQueue", "pthread_create", "FileManager", "FileHandle",
        "fopen", "epoll_create1", "epoll_wait", "recvmmsg", "sendmmsg", "setsockopt", "getaddrinfo", "getenv",
    ]

    private static let world = Rule { file in
        // A benchmark holds the runtime against plain system calls, which it must make itself.
        guard file.module != "Runtime", !file.module.hasSuffix("-bench") else { return [] }
        return file.tokens.enumerated().compactMap { index, token in
            guard forbidden.contains(token.text), index == 0 || file.tokens[index - 1].text != "." else {
                return nil
            }
            return file.violation(token.line, "\(token.text) is for the runtime only")
        }
    }

    @Test("clocks, sockets, threads and files are touched by the runtime only")
    func runtimeOnly() {
        // Simulation tells tests how long a sweep may be, from the environment.
        Self.world.expectHeld(in: Repository.sources)
    }

    @Test("reading a clock outside the runtime is found")
    func plantedWorld() {
        let text = "let now = ContinuousClock.now\nlet a = clock_gettime(0, nil)\nlet d = message.Date\n"
        #expect(Self.world.lines(in: text) == [1, 2])
        #expect(Self.world.lines(in: text, module: "Runtime") == [])
        #expect(Self.world.lines(in: text, module: "hops-bench") == [])
    }

    /// What a core has no business with: it is told bytes and instants and says what it wants.
    private static let busy: Set = ["Task", "await", "async", "actor", "Mutex", "Atomic", "print", "Thread"]

    private static let pure = Rule { file in
        guard !shells.contains(file.module) else { return [] }
        return file.tokens.enumerated().compactMap { index, token in
            guard busy.contains(token.text), index == 0 || file.tokens[index - 1].text != "." else {
                return nil
            }
            return file.violation(token.line, "\(token.text) does not belong in a core")
        }
    }

    @Test("cores spawn no task, take no lock, wait for nothing and print nothing")
    func cores() {
        Self.pure.expectHeld(in: Repository.sources)
    }

    @Test("a core that waits is found")
    func plantedTask() {
        #expect(Self.pure.lines(in: "func a() {\n    Task { await b() }\n}\n") == [2, 2])
        #expect(Self.pure.lines(in: "let m = Mutex(0)\n// await\nlet x = \"async\"\n") == [1])
        #expect(Self.pure.lines(in: "let m = Mutex(0)\n", module: "Server") == [])
    }
}
