import RTP
import Testing

@testable import WebRTC

@Suite struct PlaceIndexTests {
    @Test("places are found until newer ones take their slots, which late ones never do")
    func ring() {
        var index = PlaceIndex(capacity: 8)
        #expect(index[place(0)] == nil)
        for (number, value): (UInt32, Int64) in [(1, 10), (2, 11), (3, 14), (4, 12), (5, 18), (6, 9)] {
            index.insert(number, at: place(value))
        }
        #expect((9...18).map { index[place($0)] } == [6, nil, 2, 4, nil, 3, nil, nil, nil, 5])
        index.insert(7, at: place(10))
        #expect(index[place(10)] == nil && index[place(18)] == 5)
        index.insert(8, at: place(-3))
        #expect(index[place(-3)] == 8)
    }
}
