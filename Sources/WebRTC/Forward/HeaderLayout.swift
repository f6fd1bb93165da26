internal import Bytes
internal import RTP

/// How the headers of one outgoing section look: which extensions go in, and under which identifiers.
///
/// Every packet has the extensions that change in transit, and those of the publisher's packet that are worth passing
/// on and that the viewer knows. Viewers whose layouts are equal get the same header but for numbers, so it is written
/// once for all of them.
struct HeaderLayout: Sendable {
    /// The viewer's identifiers of `ForwardedExtensions.kinds`; 0 where it does not know one.
    private let forwarded: InlineArray<4, UInt8>
    /// The viewer's identifier of the send time; 0 when it was not agreed on.
    private let sendTime: UInt8
    /// The viewer's identifier of the transport-wide number; 0 when it was not agreed on.
    let transportNumber: UInt8
    /// The viewer's identifier of the playout delay; 0 when it is not to be told, or was not agreed on.
    private let playoutDelay: UInt8
    /// The delay that is asked for.
    private let delay: PlayoutDelay?
    /// Where a header has what is each viewer's own; 0 where it has none.
    struct Marks {
        /// The transport-wide number.
        var transportNumber = 0
        /// The send time.
        var sendTime = 0
        /// The frame's number in the dependency descriptor (AV1 RTP §A.8.2).
        var frameNumber = 0
    }

    /// Whether a packet may have its extensions in the two-byte form (RFC 8285 §4.1.2: only where mixing is allowed).
    private let allowsTwoByte: Bool

    /// The most octets of a header: the fixed part, and more extensions than anybody sends.
    static let maximumByteCount = 12 + 4 + 4 * 258 + 20

    /// The layout of a section with these identifiers. With `delay`, receivers are asked to hold media back for so long.
    init(_ map: ExtensionMap, allowsTwoByte: Bool, delay: PlayoutDelay? = nil) {
        var forwarded = InlineArray<4, UInt8>(repeating: 0)
        for (index, kind) in ForwardedExtensions.kinds.enumerated() {
            forwarded[index] = map.id(of: kind) ?? 0
        }
        self.forwarded = forwarded
        // An identifier above 14 has no one-byte form: without the other form it cannot be written.
        let largest: UInt8 = allowsTwoByte ? 255 : 14
        sendTime = map.id(of: .absoluteSendTime).flatMap { $0 <= largest ? $0 : nil } ?? 0
        transportNumber = map.id(of: .transportSequence).flatMap { $0 <= largest ? $0 : nil } ?? 0
        playoutDelay =
            delay == nil ? 0 : map.id(of: .playoutDelay).flatMap { $0 <= largest ? $0 : nil } ?? 0
        self.delay = delay
        self.allowsTwoByte = allowsTwoByte
    }

    /// Whether packets have their dependency descriptors.
    var describesFrames: Bool { forwarded[ForwardedExtensions.dependencies] != 0 }

    /// Writes a header with those of a packet's extensions that are passed on. Returns where in it each viewer's own
    /// numbers are.
    @discardableResult func write(
        _ header: RTPHeader, passing extensions: ForwardedExtensions, of packet: RawSpan,
        sentAt time: AbsoluteSendTime, transportNumber number: SequenceNumber, to writer: inout ByteWriter
    ) -> Marks {
        var marks = Marks()
        let form = form(for: extensions)
        let hasAny =
            sendTime != 0 || transportNumber != 0 || playoutDelay != 0 || passesAny(extensions, in: form)
        header.write(to: &writer, hasExtensions: hasAny)
        guard hasAny else { return marks }
        let block = HeaderExtensionsWriter(form, to: &writer)
        if sendTime != 0 {
            block.begin(sendTime, byteCount: AbsoluteSendTime.byteCount, to: &writer)
            marks.sendTime = writer.count
            time.write(to: &writer)
        }
        if transportNumber != 0 {
            block.begin(transportNumber, byteCount: 2, to: &writer)
            marks.transportNumber = writer.count
            writer.write(number.value)
        }
        if playoutDelay != 0, let delay {
            block.begin(playoutDelay, byteCount: PlayoutDelay.byteCount, to: &writer)
            delay.write(to: &writer)
        }
        for index in 0..<4 where fits(index, extensions, in: form) {
            block.begin(forwarded[index], byteCount: extensions.byteCount(at: index), to: &writer)
            // Behind the octet of the template; a descriptor has three octets at least.
            if index == ForwardedExtensions.dependencies, extensions.byteCount(at: index) >= 3 {
                marks.frameNumber = writer.count + 1
            }
            writer.write(extensions.value(at: index, in: packet))
        }
        block.end(&writer)
        return marks
    }

    /// The form that takes all, if it may be used: an AV1 descriptor with its structure is longer than one byte tells.
    private func form(for extensions: ForwardedExtensions) -> HeaderExtensionsWriter.Form {
        guard allowsTwoByte else { return .oneByte }
        var needsTwo = sendTime > 14 || transportNumber > 14 || playoutDelay > 14
        for index in 0..<4 where forwarded[index] != 0 && extensions.byteCount(at: index) > 0 {
            needsTwo = needsTwo || !fits(index, extensions, in: .oneByte)
        }
        return needsTwo ? .twoByte : .oneByte
    }

    private func passesAny(_ extensions: ForwardedExtensions, in form: HeaderExtensionsWriter.Form) -> Bool {
        (0..<4).contains { fits($0, extensions, in: form) }
    }

    private func fits(
        _ index: Int, _ extensions: ForwardedExtensions, in form: HeaderExtensionsWriter.Form
    ) -> Bool {
        let count = extensions.byteCount(at: index)
        return forwarded[index] != 0 && count > 0
            && HeaderExtensionsWriter.fits(id: forwarded[index], byteCount: count, in: form)
    }
}

extension HeaderLayout: Equatable {
    static func == (left: HeaderLayout, right: HeaderLayout) -> Bool {
        (0..<4).allSatisfy { left.forwarded[$0] == right.forwarded[$0] } && left.sendTime == right.sendTime
            && left.transportNumber == right.transportNumber && left.playoutDelay == right.playoutDelay
            && left.delay == right.delay && left.allowsTwoByte == right.allowsTwoByte
    }
}
