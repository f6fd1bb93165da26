public import Bytes

/// A film that tells of all its samples before the first of them, made of files of fragments without copying these.
///
///     ftyp moov mdat ─ the samples of all fragments, in the order of their times
///
/// A player that loads it from a web server can begin after the head, and seek by asking for ranges (§6.2.3: "moov" may come
/// first).
public struct ProgressiveFile: Sendable {
    /// A stretch of media.
    public struct Extent: Hashable, Sendable {
        /// Of which file, as they were given.
        public let file: Int
        /// Which octets of it.
        public let range: Range<Int>
    }

    /// All that comes before the media.
    public let head: ByteSlice
    /// The media, in order.
    public let extents: [Extent]
    /// Where in the whole file each of them begins, and where the last one ends.
    private let places: [Int]

    /// How many octets there are in all.
    public var byteCount: Int { places.last ?? head.count }

    /// A film of so many tracks, each of which is in several files one after the other; `nil` when there is nothing in them,
    /// or a track's files have different clocks. Each file comes with the number by which extents name it.
    public init?(_ tracks: [[(file: Int, index: FragmentIndex)]]) {
        var movies = tracks.enumerated().compactMap { number, files in
            ProgressiveTrack(id: UInt32(truncatingIfNeeded: number + 1), files)
        }
        guard !movies.isEmpty else { return nil }
        let order = movies.indices.flatMap { track in
            movies[track].chunks.indices.map {
                (track: track, chunk: $0, time: movies[track].nanoseconds($0))
            }
        }.sorted { ($0.time, $0.track) < ($1.time, $1.track) }
        var extents: [Extent] = []
        var places = [0]
        for item in order {
            let chunk = movies[item.track].chunks[item.chunk]
            movies[item.track].chunks[item.chunk].place = places[places.count - 1]
            extents.append(Extent(file: chunk.file, range: chunk.range))
            places.append(places[places.count - 1] + chunk.range.count)
        }
        let head = Self.head(of: movies, mediaByteCount: places[places.count - 1])
        self.head = ByteSlice(head)
        self.extents = extents
        self.places = places.map { $0 + head.count }
    }

    /// What makes up a range of the whole file, which must lie in it.
    public func pieces(in range: Range<Int>) -> (head: ByteSlice, extents: [Extent]) {
        let head = self.head.dropFirst(range.lowerBound).prefix(max(self.head.count - range.lowerBound, 0))
        var found: [Extent] = []
        // The last that begins at or before the range does.
        var (low, high) = (0, extents.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle + 1] <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        while low < extents.count, places[low] < range.upperBound {
            let extent = extents[low]
            let first = max(range.lowerBound - places[low], 0)
            let last = min(range.upperBound - places[low], extent.range.count)
            found.append(
                Extent(
                    file: extent.file,
                    range: (extent.range.lowerBound + first)..<(extent.range.lowerBound + last)))
            low += 1
        }
        return (head.prefix(range.count), found)
    }

    // MARK: The head

    /// Offsets count from the beginning of the file, so that it is written once to know how long it is.
    private static func head(of tracks: [ProgressiveTrack], mediaByteCount: Int) -> [UInt8] {
        let isLong = mediaByteCount > Int(UInt32.max) / 2
        let draft = head(of: tracks, mediaByteCount, base: 0, isLong: isLong)
        return head(of: tracks, mediaByteCount, base: draft.count, isLong: isLong)
    }

    private static func head(
        of tracks: [ProgressiveTrack], _ mediaByteCount: Int, base: Int, isLong: Bool
    ) -> [UInt8] {
        var writer = BoxWriter()
        writer.box("ftyp") { box in
            box.write(("isom" as FourCC).value)
            box.write(0x200 as UInt32)
            for brand in ["isom", "iso2", "mp41"] as [FourCC] { box.write(brand.value) }
        }
        let beginning = tracks.map(\.beginning).min() ?? 0
        let end = tracks.map { $0.filmTime(from: beginning) + $0.filmDuration }.max() ?? 0
        writer.box("moov") { moov in
            MovieHeader.write(duration: end, nextTrack: UInt32(tracks.count + 1), to: &moov)
            for track in tracks {
                track.write(from: beginning, base: base, isLong: isLong, to: &moov)
            }
        }
        // A size of 64 bits always, so that the head is as long for every size (§4.2).
        writer.write(1 as UInt32)
        writer.write(("mdat" as FourCC).value)
        writer.write(UInt64(mediaByteCount + 16))
        return writer.bytes
    }
}
