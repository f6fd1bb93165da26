internal import Bytes
internal import Timing

extension SessionReport.State: WireValue {}
extension TrackReport.Direction: WireValue {}

extension SessionReport: WireValue {
    init?(from reader: inout ByteReader) {
        guard let location = SessionLocation(from: &reader), let state = State(from: &reader),
            let began = WallClock(from: &reader), let ended = WallClock?(from: &reader),
            let client = IPAddress?(from: &reader), let userAgent = String?(from: &reader),
            let diagnosis = String?(from: &reader), let facts = [ReportFact](from: &reader),
            let tracks = [TrackReport](from: &reader)
        else { return nil }
        self.init(
            location, state: state, began: began, ended: ended, client: client, userAgent: userAgent,
            diagnosis: diagnosis, facts: facts, tracks: tracks)
    }

    func write(to bytes: inout [UInt8]) {
        location.write(to: &bytes)
        state.write(to: &bytes)
        began.write(to: &bytes)
        ended.write(to: &bytes)
        client.write(to: &bytes)
        userAgent.write(to: &bytes)
        diagnosis.write(to: &bytes)
        facts.write(to: &bytes)
        tracks.write(to: &bytes)
    }
}

extension TrackReport: WireValue {
    init?(from reader: inout ByteReader) {
        guard let direction = Direction(from: &reader), let kind = String(from: &reader),
            let codec = String?(from: &reader), let layer = Int(from: &reader),
            let numbers = [ReportFact](from: &reader)
        else { return nil }
        self.init(direction, kind: kind, codec: codec, layer: layer, numbers: numbers)
    }

    func write(to bytes: inout [UInt8]) {
        direction.write(to: &bytes)
        kind.write(to: &bytes)
        codec.write(to: &bytes)
        layer.write(to: &bytes)
        numbers.write(to: &bytes)
    }
}
