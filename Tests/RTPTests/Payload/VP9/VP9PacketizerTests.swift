import Bytes
import RTP
import Simulation
import Testing

@Suite struct VP9PacketizerTests {
    @Test("start, end and structure are said where they belong")
    func bounds() {
        var list = PayloadList()
        let frame = (0..<120).map { UInt8($0) }
        let structure = VP9ScalabilityStructure(spatialLayerCount: 1, sizes: [.init(width: 640, height: 360)])
        let descriptor = VP9Descriptor(pictureID: PictureID(wide: 5), isInterPredicted: false)
        let isDone = VP9Packetizer(maximumByteCount: 64).packetize(
            frame.bytes, descriptor: descriptor, structure: structure, into: &list)
        let payloads = list.arrays
        #expect(isDone && payloads.map { $0[0] } == [0b1000_1010, 0b1000_0000, 0b1000_0100])
        #expect(VP9Descriptor(payloads[0])?.structure(in: payloads[0]) == structure)
        #expect(spread(payloads) <= 1)
    }

    @Test("random pictures come back as they were, layer by layer")
    func roundTrip() {
        var generator = SeededGenerator(seed: 15)
        for _ in 0..<200 {
            let limit = 64 + Int(generator.next() % 1200)
            let packetizer = VP9Packetizer(maximumByteCount: limit)
            let structure = VP9ScalabilityStructure(
                spatialLayerCount: 3, sizes: (0..<3).map { .init(width: 320 << $0, height: 180 << $0) })
            let frames = (0..<3).map { _ in generator.bytes(1 + Int(generator.next() % 3000)) }
            var payloads: [[UInt8]] = []
            for (spatialID, frame) in frames.enumerated() {
                var list = PayloadList()
                let descriptor = VP9Descriptor(
                    pictureID: PictureID(wide: 7), isInterPredicted: false,
                    layer: VP9Layer(
                        temporalID: 0, spatialID: UInt8(spatialID), dependsOnLowerLayer: spatialID > 0))
                let isDone = packetizer.packetize(
                    frame.bytes, descriptor: descriptor, structure: spatialID == 0 ? structure : nil,
                    into: &list)
                #expect(isDone && spread(list.arrays) <= 1 && list.arrays.allSatisfy { $0.count <= limit })
                payloads += list.arrays
            }
            let picture = VP9Depacketizer.picture(payloads)
            #expect(picture?.bytes == frames.flatMap { $0 })
            #expect(picture?.frames.map(\.count) == frames.map(\.count))
        }
    }

    @Test("a structure that fills the first payload is refused")
    func largeStructure() {
        var list = PayloadList()
        let frame: [UInt8] = [1]
        let pictures = (0..<40).map { _ in
            VP9ScalabilityStructure.Picture(temporalID: 0, isSwitchingUpPoint: false, references: [])
        }
        let isDone = VP9Packetizer(maximumByteCount: 64).packetize(
            frame.bytes, descriptor: VP9Descriptor(isInterPredicted: false),
            structure: VP9ScalabilityStructure(spatialLayerCount: 1, pattern: pictures), into: &list)
        #expect(!isDone && list.count == 0)
    }
}
