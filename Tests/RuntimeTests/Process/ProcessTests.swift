import Runtime
import Testing

struct ProcessTests {
    @Test("the process sees its own memory, time and descriptors")
    func usage() {
        let usage = ProcessUsage.current
        #expect(usage.residentBytes > 1 << 20)
        #expect(usage.processorTime > .zero)
        #expect(usage.openFiles >= 3)
    }

    @Test("the limit of open files is told, and asking for less does not lower it")
    func openFiles() {
        let limit = OpenFileLimit.raise(to: 1)
        #expect(limit > 1)
        #expect(OpenFileLimit.raise(to: limit) == limit)
    }
}
