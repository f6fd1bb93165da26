import RTP
import Testing

@Suite struct FidelityTests {
    private static func picture(
        _ temporalID: UInt8, _ rise: FrameLayers.Rise = .none, starts: Bool = true
    ) -> FrameLayers {
        var layers = FrameLayers()
        (layers.temporalID, layers.rise, layers.startsPicture) = (temporalID, rise, starts)
        return layers
    }

    private static func fidelity(_ spatialID: UInt8, _ temporalID: UInt8) -> Fidelity {
        Fidelity(spatialID: spatialID, temporalID: temporalID)
    }

    @Test("what is higher in either way is left out")
    func includes() {
        var layers = FrameLayers()
        (layers.spatialID, layers.temporalID) = (1, 2)
        #expect(Self.fidelity(1, 2).includes(layers) && Fidelity.full.includes(layers))
        #expect(!Self.fidelity(0, 2).includes(layers) && !Self.fidelity(1, 1).includes(layers))
        #expect(Self.fidelity(1, 1).includes(Self.fidelity(0, 1)))
        #expect(!Self.fidelity(1, 1).includes(Self.fidelity(0, 2)))
    }

    @Test("the last packet of the highest spatial layer that there is ends the picture")
    func isLast() {
        var layers = FrameLayers()
        (layers.spatialID, layers.endsFrame) = (1, true)
        #expect(Self.fidelity(1, 0).isLast(layers) && !Self.fidelity(2, 0).isLast(layers))
        layers.endsFrame = false
        #expect(!Self.fidelity(1, 0).isLast(layers))
    }

    @Test("less begins with any picture, and with nothing else")
    func less() {
        let wanted = Self.fidelity(0, 1)
        #expect(Fidelity.full.moved(towards: wanted, at: Self.picture(2), isKeyframe: false) == wanted)
        let middle = Self.picture(2, starts: false)
        #expect(Fidelity.full.moved(towards: wanted, at: middle, isKeyframe: false) == .full)
    }

    @Test("more temporal layers begin where a picture says so, as far as it says")
    func temporal() {
        let present = Self.fidelity(1, 0)
        for (rise, temporalID) in [
            (.none, 0), (.init(from: 1, to: 2), 0), (.init(from: 0, to: 1), 1),
            (.init(from: 0, to: .max), .max),
        ] as [(FrameLayers.Rise, UInt8)] {
            let next = present.moved(
                towards: Self.fidelity(1, .max), at: Self.picture(0, rise), isKeyframe: false)
            #expect(next == Self.fidelity(1, temporalID))
        }
        let some = present.moved(
            towards: Self.fidelity(1, 1), at: Self.picture(0, .init(from: 0, to: .max)), isKeyframe: false)
        #expect(some == Self.fidelity(1, 1))
    }

    @Test("more spatial layers begin with a keyframe; fewer temporal ones do not wait for it")
    func spatial() {
        let present = Self.fidelity(0, .max)
        let wanted = Self.fidelity(2, 1)
        #expect(present.moved(towards: wanted, at: Self.picture(0), isKeyframe: false) == Self.fidelity(0, 1))
        #expect(present.moved(towards: wanted, at: Self.picture(0), isKeyframe: true) == wanted)
    }
}
