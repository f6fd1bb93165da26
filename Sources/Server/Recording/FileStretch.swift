import Bytes
import HTTP
import Runtime

/// Octets of a body: some that are here, or some of a file.
enum FileStretch: Sendable {
    case bytes(ByteSlice)
    case file(path: String, range: Range<Int>)

    /// How much is read at a time, and waits for a client at most: a disk's read-ahead.
    private static let blockSize = 256 << 10

    /// Sends a body that was announced in pieces, as fast as the client takes it; files are read on `pool`.
    static func send(_ body: [FileStretch], to responder: Responder, on pool: BlockingPool) async {
        var left = body[...]
        while !left.isEmpty {
            let block = nextBlock(of: &left)
            guard let pieces = try? await pool.run({ () throws(FileError) in try read(block) }) else {
                // The status has been sent; all that is left is to let the client notice.
                return responder.abort()
            }
            for piece in pieces { responder.send(piece) }
            guard await responder.isWritable() else { return }
        }
        responder.finish()
    }

    /// Takes about as much as is read at a time; of a long stretch its beginning.
    private static func nextBlock(of body: inout ArraySlice<FileStretch>) -> [FileStretch] {
        var block: [FileStretch] = []
        var count = 0
        while count < blockSize, let stretch = body.first {
            if case .file(let path, let range) = stretch, range.count > blockSize - count {
                let middle = range.lowerBound + blockSize - count
                block.append(.file(path: path, range: range.lowerBound..<middle))
                body[body.startIndex] = .file(path: path, range: middle..<range.upperBound)
                break
            }
            block.append(stretch)
            count += stretch.byteCount
            body.removeFirst()
        }
        return block
    }

    private var byteCount: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(_, let range): range.count
        }
    }

    private static func read(_ block: [FileStretch]) throws(FileError) -> [ByteSlice] {
        var pieces: [ByteSlice] = []
        for stretch in block {
            switch stretch {
            case .bytes(let bytes): pieces.append(bytes)
            case .file(let path, let range):
                let bytes = try FileSystem.read(path, range: range)
                guard bytes.count == range.count else { throw .notAFile(path: path) }
                pieces.append(bytes)
            }
        }
        return pieces
    }
}

extension Responder {
    /// Waits until the client has taken most of what was sent; `false` when it is gone.
    fileprivate func isWritable() async -> Bool {
        await withCheckedContinuation { continuation in whenWritable { continuation.resume(returning: $0) } }
    }
}
