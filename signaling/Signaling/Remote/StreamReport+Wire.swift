internal import Bytes
internal import Platform
internal import Timing

extension StreamReport.State: WireValue {}

extension StreamReport: WireValue {
    init?(from reader: inout ByteReader) {
        guard let name = StreamName(from: &reader), let title = StreamTitle?(from: &reader),
            let state = State(from: &reader),
            let began = WallClock?(from: &reader), let tracks = [Track](from: &reader),
            let viewers = Int(from: &reader), let hlsViewers = Int(from: &reader),
            let pictureDivisor = Int?(from: &reader), let received = [ReportFact](from: &reader),
            let sent = [ReportFact](from: &reader)
        else { return nil }
        self.init(
            name, state: state, began: began, tracks: tracks, viewers: viewers, received: received, sent: sent
        )
        self.title = title
        self.hlsViewers = hlsViewers
        self.pictureDivisor = pictureDivisor
    }

    func write(to bytes: inout [UInt8]) {
        name.write(to: &bytes)
        title.write(to: &bytes)
        state.write(to: &bytes)
        began.write(to: &bytes)
        tracks.write(to: &bytes)
        viewers.write(to: &bytes)
        hlsViewers.write(to: &bytes)
        pictureDivisor.write(to: &bytes)
        received.write(to: &bytes)
        sent.write(to: &bytes)
    }
}

extension StreamReport.Track: WireValue {
    init?(from reader: inout ByteReader) {
        guard let kind = String(from: &reader), let codec = String(from: &reader),
            let layers = [StreamReport.Layer](from: &reader)
        else { return nil }
        self.init(kind: kind, codec: codec, layers: layers)
    }

    func write(to bytes: inout [UInt8]) {
        kind.write(to: &bytes)
        codec.write(to: &bytes)
        layers.write(to: &bytes)
    }
}

extension StreamReport.Layer: WireValue {
    init?(from reader: inout ByteReader) {
        guard let number = Int(from: &reader), let isForwarded = Bool(from: &reader),
            let numbers = [ReportFact](from: &reader)
        else { return nil }
        self.init(number, isForwarded: isForwarded, numbers: numbers)
    }

    func write(to bytes: inout [UInt8]) {
        number.write(to: &bytes)
        isForwarded.write(to: &bytes)
        numbers.write(to: &bytes)
    }
}
