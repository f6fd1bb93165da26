import Foundation
import Synchronization
import Testing

@testable import Runtime

struct LineWriterTests {
    private let pipe = Pipe()

    private func makeWriter(capacity: Int = 1 << 20) throws -> LineWriter {
        try LineWriter(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: capacity,
            report: { "dropped \($0)" })
    }

    /// All lines in the pipe, once nobody can write more.
    private func readLines() throws -> [Substring] {
        try pipe.fileHandleForWriting.close()
        let data = try #require(try pipe.fileHandleForReading.readToEnd())
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }

    @Test("lines arrive in order, and are written when flush says so")
    func order() throws {
        let writer = try makeWriter()
        let lines = (0..<1000).map { "line \($0)" }
        for line in lines { writer.write(line) }
        #expect(writer.flush(within: .seconds(30)))
        #expect(try readLines().map(String.init) == lines)
        #expect(writer.droppedLines == 0)
    }

    @Test("a reader who does not read never blocks the writer, and learns how many lines are missing where")
    func drops() throws {
        let writer = try makeWriter(capacity: 5000)
        let count = 50_000
        for number in 0..<count { writer.write("\(number)") }
        let dropped = writer.droppedLines
        #expect(dropped > 0)

        let lines = Mutex<[Substring]>([])
        let read = Semaphore()
        let reading = pipe.fileHandleForReading
        try Thread.start(name: "reader") {
            let data = (try? reading.readToEnd()) ?? Data()
            lines.withLock { $0 = String(decoding: data, as: UTF8.self).split(separator: "\n") }
            read.signal()
        }
        #expect(writer.flush(within: .seconds(30)))
        try pipe.fileHandleForWriting.close()
        try #require(read.wait(atMost: .seconds(30)))

        var next = 0
        for line in lines.withLock({ $0 }) {
            if line.hasPrefix("dropped "), let missing = Int(line.dropFirst(8)) {
                next += missing
            } else {
                #expect(Int(line) == next)
                next += 1
            }
        }
        #expect(next == count)
    }

    @Test("flush gives up in time when nobody reads")
    func flushGivesUp() throws {
        let writer = try makeWriter()
        writer.write(String(repeating: "x", count: 200_000))
        #expect(!writer.flush(within: .milliseconds(20)))
        // Lets the thread end.
        let reading = pipe.fileHandleForReading
        try Thread.start(name: "reader") { _ = try? reading.readToEnd() }
        #expect(writer.flush(within: .seconds(30)))
        try pipe.fileHandleForWriting.close()
    }

    @Test("a writer that goes writes what it has")
    func lastLines() throws {
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        let copy = dup(descriptor)
        var writer: LineWriter? = try LineWriter(descriptor: copy, capacity: 1000, report: { "\($0)" })
        writer?.write("goodbye")
        writer = nil
        let line = try #require(try pipe.fileHandleForReading.read(upToCount: 8))
        #expect(String(decoding: line, as: UTF8.self) == "goodbye\n")
        close(copy)
    }

    @Test("a pipe that somebody made non-blocking gets everything")
    func nonBlocking() throws {
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let writer = try makeWriter()
        writer.write(String(repeating: "x", count: 80 * 4096 - 1))
        let read = Semaphore()
        let reading = pipe.fileHandleForReading
        try Thread.start(name: "reader") {
            let data = try? reading.read(upToCount: 80 * 4096)
            if data?.count == 80 * 4096 { read.signal() }
        }
        #expect(writer.flush(within: .seconds(30)))
        #expect(read.wait(atMost: .seconds(30)))
    }

}
