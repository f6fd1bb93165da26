internal import Bytes
internal import Media

/// What a program consists of: its PMT (ISO 13818-1 §2.4.4.8).
struct ProgramMap: Hashable {
    /// What its sections are of.
    static let table: UInt8 = 2

    /// One stream of the program.
    struct Stream: Hashable {
        /// The PID of its packets.
        let pid: UInt16
        /// What it is.
        let kind: StreamKind
    }

    /// The program's number.
    let program: UInt16
    /// Its streams, in order.
    let streams: [Stream]

    /// Reads a section; `nil` when it cannot be right.
    init?(_ section: TableSection) {
        var reader = ByteReader(section.contents.bytes)
        guard section.table == Self.table, reader.skip(2), let length = reader.readUInt16(),
            reader.skip(Int(length & 0x0FFF))
        else { return nil }
        var streams: [Stream] = []
        while let type = reader.readUInt8() {
            guard let pid = reader.readUInt16(), let length = reader.readUInt16(),
                let descriptors = reader.read(Int(length & 0x0FFF))
            else { return nil }
            streams.append(Stream(pid: pid & 0x1FFF, kind: StreamKind(type, descriptors)))
        }
        program = section.number
        self.streams = streams
    }

    /// The first stream of pictures that we take, and of sound.
    var video: Stream? { streams.first { $0.kind.codec?.isVideo == true } }
    var audio: Stream? { streams.first { $0.kind.codec?.isVideo == false } }

    /// What it has that we do not take, where there is nothing of its sort that we do.
    var unfit: String? {
        for stream in streams {
            guard case .unfit(let name, let isVideo) = stream.kind else { continue }
            if (isVideo ? video : audio) == nil { return name }
        }
        return nil
    }
}
