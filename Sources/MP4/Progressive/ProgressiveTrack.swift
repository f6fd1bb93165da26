internal import Bytes

/// A track with the tables that tell of all its samples (ISO 14496-12 §8.6, §8.7).
struct ProgressiveTrack {
    /// Samples that are one behind the other: those of a fragment.
    struct Chunk {
        /// The file that has them, and where.
        let file: Int, range: Range<Int>
        /// When the first is decoded.
        let time: UInt64
        /// The samples.
        let samples: [ReadRun.Entry]
        /// Which description they have, from 1 on.
        let description: UInt32
        /// Where they are in the media of the film.
        var place = 0
    }

    /// What it is.
    private var box: TrackBox
    /// What samples can be: entries of `stsd`.
    private var descriptions: [[UInt8]] = []
    /// Its samples.
    var chunks: [Chunk] = []

    /// The track of these files, of which there is at least one with a fragment.
    init?(id: UInt32, _ files: [(file: Int, index: FragmentIndex)]) {
        var box: TrackBox?
        for (file, index) in files where !index.fragments.isEmpty {
            guard let source = ReadTrack(index.initialization.bytes) else { return nil }
            if let box, box.timescale != source.box.timescale { return nil }
            box = box ?? source.box
            let known = descriptions.firstIndex(of: source.description)
            if known == nil { descriptions.append(source.description) }
            let description = UInt32((known ?? descriptions.count - 1) + 1)
            for entry in index.fragments {
                // Bounded, so that no sum of times leaves 64 bits.
                guard let run = entry.fragment.runs.first, let time = run.decodeTime, time < 1 << 48,
                    !run.samples.isEmpty
                else { continue }
                let start = entry.fragment.range.lowerBound + Int(run.dataOffset)
                let count = run.samples.reduce(0) { $0 + Int($1.byteCount) }
                chunks.append(
                    Chunk(
                        file: file, range: start..<(start + count), time: time, samples: run.samples,
                        description: description))
            }
        }
        guard var box, !chunks.isEmpty else { return nil }
        box.id = id
        self.box = box
        close()
    }

    /// A sample lasts until the next one: where media is missing, the last before it is shown on.
    private mutating func close() {
        for index in chunks.indices.dropLast() {
            let chunk = chunks[index]
            let own = chunk.samples.reduce(0) { $0 + UInt64($1.duration) }
            let next = chunks[index + 1].time
            guard next > chunk.time + own, var last = chunk.samples.last else { continue }
            last.duration = UInt32(clamping: UInt64(last.duration) + (next - chunk.time - own))
            chunks[index] = Chunk(
                file: chunk.file, range: chunk.range, time: chunk.time,
                samples: chunk.samples.dropLast() + [last], description: chunk.description)
        }
    }

    // MARK: Times

    /// When a chunk begins.
    func nanoseconds(_ chunk: Int) -> UInt64 { nanoseconds(of: chunks[chunk].time) }

    /// When its first sample is shown, in nanoseconds.
    var beginning: UInt64 {
        nanoseconds(of: chunks[0].time + UInt64(max(chunks[0].samples[0].compositionOffset, 0)))
    }

    private func nanoseconds(of ticks: UInt64) -> UInt64 {
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: UInt64(box.timescale))
        return seconds &* 1_000_000_000 &+ rest * 1_000_000_000 / UInt64(box.timescale)
    }

    /// When it begins in a film that begins then.
    func filmTime(from beginning: UInt64) -> UInt32 {
        UInt32(clamping: (self.beginning - min(beginning, self.beginning)) / 100_000)
    }

    private var duration: UInt64 {
        chunks.reduce(0) { $0 + $1.samples.reduce(0) { $0 + UInt64($1.duration) } }
    }

    /// How long it lasts in the film: rounded up, lest its last sample be cut short.
    var filmDuration: UInt32 { UInt32(clamping: (nanoseconds(of: duration) + 99_999) / 100_000) }

    // MARK: Boxes

    /// Writes the track of a film that begins at a moment and whose media does at an octet.
    func write(from beginning: UInt64, base: Int, isLong: Bool, to moov: inout BoxWriter) {
        var box = box
        let late = filmTime(from: beginning)
        box.duration = duration
        box.filmDuration = late + filmDuration
        box.write(to: &moov, edits: { writeEdits(late, to: &$0) }) { stbl in
            stbl.box("stsd", flags: 0) { stsd in
                stsd.write(UInt32(descriptions.count))
                for description in descriptions { stsd.write(description) }
            }
            writeTimes(to: &stbl)
            writeSyncSamples(to: &stbl)
            writeChunks(base: base, isLong: isLong, to: &stbl)
        }
    }

    /// §8.6.6: nothing up to where it begins, and then its media from the first picture on.
    private func writeEdits(_ late: UInt32, to trak: inout BoxWriter) {
        trak.box("edts") { edts in
            edts.box("elst", flags: 0) { box in
                box.write((late > 0 ? 2 : 1) as UInt32)
                let first = chunks[0].samples[0].compositionOffset
                var edits: [(duration: UInt32, time: Int32)] = [(filmDuration, max(first, 0))]
                if late > 0 { edits.insert((late, -1), at: 0) }
                for (duration, time) in edits {
                    box.write(duration)
                    box.write(UInt32(bitPattern: time))
                    box.write(0x0001_0000 as UInt32)
                }
            }
        }
    }

    /// §8.6.1.2 and §8.6.1.3: how long samples last, and how much later they are shown, in runs of the same.
    private func writeTimes(to stbl: inout BoxWriter) {
        let samples = chunks.lazy.flatMap(\.samples)
        Self.writeRuns("stts", samples.map(\.duration), to: &stbl)
        guard samples.contains(where: { $0.compositionOffset != 0 }) else { return }
        Self.writeRuns(
            "ctts", version: 1, samples.map { UInt32(bitPattern: $0.compositionOffset) }, to: &stbl)
    }

    private static func writeRuns(
        _ type: FourCC, version: UInt8 = 0, _ values: some Sequence<UInt32>, to stbl: inout BoxWriter
    ) {
        var runs: [(count: UInt32, value: UInt32)] = []
        for value in values {
            if runs.last?.value == value {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((1, value))
            }
        }
        stbl.box(type, version: version, flags: 0) { box in
            box.write(UInt32(truncatingIfNeeded: runs.count))
            for run in runs {
                box.write(run.count)
                box.write(run.value)
            }
        }
    }

    /// §8.6.2: where decoding can begin, unless that is everywhere.
    private func writeSyncSamples(to stbl: inout BoxWriter) {
        let numbers = chunks.lazy.flatMap(\.samples).enumerated().filter { $0.element.isSync }.map {
            UInt32(truncatingIfNeeded: $0.offset + 1)
        }
        guard box.isVideo, numbers.count < chunks.reduce(0, { $0 + $1.samples.count }) else { return }
        stbl.box("stss", flags: 0) { box in
            box.write(UInt32(truncatingIfNeeded: numbers.count))
            for number in numbers { box.write(number) }
        }
    }

    /// §8.7.3 to §8.7.5: how large samples are, how many a chunk has, and where those are.
    private func writeChunks(base: Int, isLong: Bool, to stbl: inout BoxWriter) {
        stbl.box("stsc", flags: 0) { box in
            let changes = chunks.indices.filter { index in
                index == 0 || chunks[index].samples.count != chunks[index - 1].samples.count
                    || chunks[index].description != chunks[index - 1].description
            }
            box.write(UInt32(truncatingIfNeeded: changes.count))
            for index in changes {
                box.write(UInt32(truncatingIfNeeded: index + 1))
                box.write(UInt32(truncatingIfNeeded: chunks[index].samples.count))
                box.write(chunks[index].description)
            }
        }
        stbl.box("stsz", flags: 0) { box in
            box.write(0 as UInt32)
            box.write(UInt32(truncatingIfNeeded: chunks.reduce(0) { $0 + $1.samples.count }))
            for chunk in chunks { for sample in chunk.samples { box.write(sample.byteCount) } }
        }
        stbl.box(isLong ? "co64" : "stco", flags: 0) { box in
            box.write(UInt32(truncatingIfNeeded: chunks.count))
            for chunk in chunks {
                let place = base + chunk.place
                if isLong {
                    box.write(UInt64(place))
                } else {
                    box.write(UInt32(truncatingIfNeeded: place))
                }
            }
        }
    }
}
