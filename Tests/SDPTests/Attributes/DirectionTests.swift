import Testing

@testable import SDP

@Suite struct DirectionTests {
    @Test(
        "seen from the other side, sending is receiving",
        arguments: [
            (Direction.sendonly, Direction.recvonly), (.recvonly, .sendonly), (.sendrecv, .sendrecv),
            (.inactive, .inactive),
        ])
    func reversed(direction: Direction, other: Direction) {
        #expect(direction.reversed == other)
    }

    @Test("a direction is its two halves", arguments: Direction.allCases)
    func halves(direction: Direction) {
        #expect(Direction(sends: direction.sends, receives: direction.receives) == direction)
    }
}
