import Simulation
import Testing

@testable import ICE

@Suite struct KeyedGeneratorTests {
    @Test("a secret repeats its numbers, another has others, and none comes twice")
    func sequence() {
        func numbers(seed: UInt64) -> [UInt64] {
            var seeds = SeededGenerator(seed: seed)
            var generator = KeyedGenerator(using: &seeds)
            return (0..<1000).map { _ in generator.next() }
        }
        #expect(numbers(seed: 1) == numbers(seed: 1))
        #expect(Set(numbers(seed: 1) + numbers(seed: 2)).count == 2000)
    }
}
