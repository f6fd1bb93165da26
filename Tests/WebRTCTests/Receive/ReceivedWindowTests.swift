import RTP
import Testing

@testable import WebRTC

@Suite struct ReceivedWindowTests {
    @Test("a packet is new once, also below zero")
    func once() {
        var window = ReceivedWindow()
        for value: Int64 in [-65, -1, 0, 63, 64, 900] {
            let first = window.insert(place(value))
            let second = window.insert(place(value))
            #expect(first && !second)
        }
    }

    @Test(
        "places that come round again start anew, and the others are kept",
        arguments: [1, 63, 64, 1023, 1024, 5000] as [Int64])
    func advance(by steps: Int64) {
        var window = ReceivedWindow()
        for value in 0..<ReceivedWindow.length { _ = window.insert(place(value)) }
        let newest = ReceivedWindow.length - 1
        window.advance(from: place(newest), to: place(newest + steps))
        let fresh = (0..<ReceivedWindow.length).filter { window.insert(place(newest + steps - $0)) }.count
        #expect(fresh == min(Int(steps), Int(ReceivedWindow.length)))
    }
}
