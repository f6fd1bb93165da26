import Bytes
import RTP
import Simulation

extension PayloadList {
    /// The payloads, copied.
    var arrays: [[UInt8]] {
        var arrays: [[UInt8]] = []
        for index in 0..<count { arrays.append([UInt8](self[index])) }
        return arrays
    }
}

extension H264Depacketizer {
    mutating func append(_ payload: [UInt8]) -> Bool { append(payload.bytes) }
    static func startsKeyframe(_ payload: [UInt8]) -> Bool { startsKeyframe(payload.bytes) }

    /// The picture that some payloads make, given to a fresh depacketizer.
    static func picture(_ payloads: [[UInt8]]) -> [UInt8]? {
        var depacketizer = H264Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        return depacketizer.finish()
    }
}

extension H265Depacketizer {
    mutating func append(_ payload: [UInt8]) -> Bool { append(payload.bytes) }
    static func startsKeyframe(_ payload: [UInt8]) -> Bool { startsKeyframe(payload.bytes) }

    /// The picture that some payloads make, given to a fresh depacketizer.
    static func picture(_ payloads: [[UInt8]]) -> [UInt8]? {
        var depacketizer = H265Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        return depacketizer.finish()
    }
}

extension VP8Depacketizer {
    mutating func append(_ payload: [UInt8]) -> Bool { append(payload.bytes) }

    /// The frame that some payloads make, given to a fresh depacketizer.
    static func frame(_ payloads: [[UInt8]]) -> [UInt8]? {
        var depacketizer = VP8Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        return depacketizer.finish()
    }
}

extension VP9Depacketizer {
    mutating func append(_ payload: [UInt8]) -> Bool { append(payload.bytes) }

    /// The picture that some payloads make, given to a fresh depacketizer.
    static func picture(_ payloads: [[UInt8]]) -> VP9Picture? {
        var depacketizer = VP9Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        return depacketizer.finish()
    }
}

extension AV1Depacketizer {
    mutating func append(_ payload: [UInt8]) -> Bool { append(payload.bytes) }

    /// The temporal unit that some payloads make, given to a fresh depacketizer.
    static func temporalUnit(_ payloads: [[UInt8]]) -> [UInt8]? {
        var depacketizer = AV1Depacketizer()
        for payload in payloads { _ = depacketizer.append(payload) }
        return depacketizer.finish()
    }
}

extension VP8Descriptor {
    init?(_ payload: [UInt8]) { self.init(payload.bytes) }
    static func startsKeyframe(_ payload: [UInt8]) -> Bool { startsKeyframe(payload.bytes) }
}

extension VP9Descriptor {
    init?(_ payload: [UInt8]) { self.init(payload.bytes) }
    func structure(in payload: [UInt8]) -> VP9ScalabilityStructure? { structure(in: payload.bytes) }
    static func startsKeyframe(_ payload: [UInt8]) -> Bool { startsKeyframe(payload.bytes) }
}

extension AV1AggregationHeader {
    init?(_ payload: [UInt8]) { self.init(payload.bytes) }
    static func startsKeyframe(_ payload: [UInt8]) -> Bool { startsKeyframe(payload.bytes) }
}

/// Units, each behind its length in four octets.
func lengthPrefixed(_ units: [[UInt8]]) -> [UInt8] {
    units.flatMap { unit in serialised { $0.write(UInt32(unit.count)) } + unit }
}

/// The difference between the largest and the smallest of some payloads.
func spread(_ payloads: [[UInt8]]) -> Int {
    (payloads.map(\.count).max() ?? 0) - (payloads.map(\.count).min() ?? 0)
}
