import HTTP
import Packaging
import Platform

/// What an HLS player asks for, on its way from its connection's loop to the packaging loop.
struct HLSQuestion: Sendable {
    /// What is asked for; those who ask for the same get the same.
    enum Subject: Hashable, Sendable {
        /// The playlist that names the others.
        case multivariant
        /// The playlist of a rendition, as it is or will be.
        case playlist(rendition: String, PlaylistRequest)
        /// The playlist of its keyframes.
        case keyframes(rendition: String, PlaylistRequest)
        /// The manifest for DASH players.
        case manifest
        /// A picture of what is shown now.
        case poster
        /// What a manifest names; a segment that is being made is sent as it is.
        case transfer(rendition: String, name: String)
        /// An initialisation section, a segment or a part.
        case resource(rendition: String, name: String)

        /// The layer of pictures that it is of; `nil` for the best, and for what is of none.
        var layer: Int? {
            switch self {
            case .multivariant, .manifest, .poster: nil
            case .playlist(let name, _), .keyframes(let name, _), .transfer(let name, _),
                .resource(let name, _):
                RenditionName(name)?.layer
            }
        }

        /// The track in another codec that it is of; `nil` for what is of none.
        var bridged: RenditionName? {
            switch self {
            case .multivariant, .manifest, .poster: nil
            case .playlist(let name, _), .keyframes(let name, _), .transfer(let name, _),
                .resource(let name, _):
                RenditionName(name).flatMap { $0.isBridged ? $0 : nil }
            }
        }

        /// Whether one begins with it, so that a stream that has ended is looked for anew.
        var begins: Bool { [.multivariant, .manifest, .poster].contains(self) }

        /// Whether who asks for it watches.
        var isWatched: Bool { self != .poster }
    }

    /// The stream.
    let stream: StreamName
    /// What of it.
    let subject: Subject
    /// The request, for its conditions and codings.
    let request: Request
    /// The way back.
    let responder: Responder

    /// Whether it is answered only where the stream is packaged anyway, and does not have it packaged any longer: `?glance` behind
    /// a picture, for pages that list streams, and are not why each should be asked for keyframes.
    var isGlance: Bool {
        subject == .poster && request.target.utf8.contains(UInt8(ascii: "?"))
            && Query(of: request)?["glance"] != nil
    }

    /// Reads what a file below a rendition's folder is, with the query of its request; `nil` when a directive in it makes no
    /// sense.
    static func subject(rendition: String, file: String, of request: Request) -> Subject? {
        guard file.hasSuffix(".m3u8") else { return .resource(rendition: rendition, name: file) }
        guard let query = Query(of: request), let directives = PlaylistRequest(query: { query[$0] }) else {
            return nil
        }
        switch file {
        case "index.m3u8": return .playlist(rendition: rendition, directives)
        case "keyframes.m3u8":
            // It has neither parts nor delta updates; a part without its segment is still a mistake.
            guard directives.part == nil || directives.segment != nil else { return nil }
            return .keyframes(rendition: rendition, PlaylistRequest(segment: directives.segment))
        default: return .resource(rendition: rendition, name: file)
        }
    }
}
