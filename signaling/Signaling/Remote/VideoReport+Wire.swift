internal import Bytes

extension LayerChoice: WireValue {
    init?(from reader: inout ByteReader) {
        guard let layer = String?(from: &reader), let width = Int?(from: &reader),
            let height = Int?(from: &reader), let isPaused = Bool(from: &reader),
            let priority = Int(from: &reader)
        else { return nil }
        self.init(
            layer: layer, maximumWidth: width, maximumHeight: height, isPaused: isPaused, priority: priority)
    }

    func write(to bytes: inout [UInt8]) {
        layer.write(to: &bytes)
        maximumWidth.write(to: &bytes)
        maximumHeight.write(to: &bytes)
        isPaused.write(to: &bytes)
        priority.write(to: &bytes)
    }
}

extension VideoReport: WireValue {
    init?(from reader: inout ByteReader) {
        guard let mid = String(from: &reader), let current = String?(from: &reader),
            let reason = String?(from: &reader), let choice = LayerChoice(from: &reader),
            let layers = [Layer](from: &reader)
        else { return nil }
        self.init(mid: mid, current: current, reason: reason, choice: choice, layers: layers)
    }

    func write(to bytes: inout [UInt8]) {
        mid.write(to: &bytes)
        current.write(to: &bytes)
        reason.write(to: &bytes)
        choice.write(to: &bytes)
        layers.write(to: &bytes)
    }
}

extension VideoReport.Layer: WireValue {
    init?(from reader: inout ByteReader) {
        guard let name = String(from: &reader), let width = Int?(from: &reader),
            let height = Int?(from: &reader), let rate = Int(from: &reader),
            let isWanted = Bool?(from: &reader)
        else { return nil }
        self.init(name: name, width: width, height: height, bitsPerSecond: rate, isWanted: isWanted)
    }

    func write(to bytes: inout [UInt8]) {
        name.write(to: &bytes)
        width.write(to: &bytes)
        height.write(to: &bytes)
        bitsPerSecond.write(to: &bytes)
        isWanted.write(to: &bytes)
    }
}
