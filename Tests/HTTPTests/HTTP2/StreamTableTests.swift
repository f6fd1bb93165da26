import Simulation
import Testing

@testable import HTTP

@Suite struct StreamTableTests {
    @Test("every stream is found until it is removed, whatever the order")
    func findsAll() {
        var table = StreamTable()
        var generator = SeededGenerator(seed: 7)
        var open: Set<Int32> = []
        for id in stride(from: 1, to: 2001, by: 2) as StrideTo<Int32> {
            table.insert(HTTP2Stream(id: id))
            open.insert(id)
            while open.count > Int(generator.next() % 20),
                let gone = open.sorted().randomElement(using: &generator)
            {
                if let index = table.index(of: gone) { table.remove(at: index) }
                open.remove(gone)
            }
            let found = open.filter { id in table.index(of: id).map { table[$0].id } == id }
            #expect(found == open && table.count == open.count && table.index(of: id + 1) == nil)
        }
    }
}
