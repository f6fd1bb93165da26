import Testing

@testable import Runtime

struct BlockingPoolTests {
    @Test("work runs off the caller's thread and its result comes back")
    func result() async throws {
        let pool = try BlockingPool()
        let value = try await pool.run { 6 * 7 }
        #expect(value == 42)
    }

    @Test("an error of the work comes back typed")
    func failure() async throws {
        let pool = try BlockingPool()
        do throws(BlockingFailure<FileError>) {
            _ = try await pool.run { () throws(FileError) in try FileSystem.read("/nowhere", limit: 1) }
            Issue.record("there is no such file")
        } catch {
            guard case .failed(.system(let path, _)) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(path == "/nowhere")
        }
    }

    @Test("a full pool refuses at once, and what it took is done")
    func full() async throws {
        let pool = try BlockingPool(threads: 1, capacity: 2)
        let started = Semaphore()
        let gate = Semaphore()
        let done = Semaphore()
        let work: @Sendable () -> Void = {
            started.signal()
            gate.wait()
            done.signal()
        }
        // One runs, two wait.
        #expect(pool.submit(work))
        #expect(started.wait(atMost: .seconds(10)))
        #expect(pool.submit(work))
        #expect(pool.submit(work))
        await #expect(throws: BlockingFailure<Never>.self) { try await pool.run {} }
        for _ in 0..<3 { gate.signal() }
        for _ in 0..<3 { #expect(done.wait(atMost: .seconds(10))) }
    }

    @Test("as many run at once as there are threads")
    func threads() throws {
        let pool = try BlockingPool(threads: 3)
        let started = Semaphore()
        let gate = Semaphore()
        for _ in 0..<3 {
            _ = pool.submit {
                started.signal()
                gate.wait()
            }
        }
        for _ in 0..<3 { #expect(started.wait(atMost: .seconds(10))) }
        for _ in 0..<3 { gate.signal() }
    }

    @Test("a pool that goes still does what it took")
    func end() throws {
        let done = Semaphore()
        do {
            let pool = try BlockingPool(threads: 2)
            for _ in 0..<10 { _ = pool.submit { done.signal() } }
        }
        for _ in 0..<10 { #expect(done.wait(atMost: .seconds(10))) }
    }
}
