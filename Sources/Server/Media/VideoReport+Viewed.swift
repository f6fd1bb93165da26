import Media
import SDP
import SFU
import Signaling
import WebRTC

extension VideoReport {
    /// What a viewer gets, in signaling's words.
    init(_ video: ViewedVideo, of session: Session) {
        self.init(
            mid: session.mid(ofSection: video.section), current: video.current,
            reason: video.reason?.rawValue, choice: LayerChoice(video.wish),
            layers: video.layers.map {
                Layer(
                    name: $0.name, width: $0.size?.width, height: $0.size?.height,
                    bitsPerSecond: $0.bitsPerSecond, isWanted: $0.isWanted)
            })
    }
}

extension LayerChoice {
    fileprivate init(_ wish: LayerWish) {
        self.init(
            layer: wish.name, maximumWidth: wish.maximumWidth, maximumHeight: wish.maximumHeight,
            isPaused: wish.isPaused, priority: wish.priority)
    }
}

extension LayerWish {
    /// What a client wants, in the exchange's words.
    init(_ choice: LayerChoice) {
        self.init(
            name: choice.layer, maximumWidth: choice.maximumWidth, maximumHeight: choice.maximumHeight,
            isPaused: choice.isPaused, priority: choice.priority)
    }
}

extension Session {
    /// What the client calls a section; one without a name is the only one.
    func mid(ofSection section: Int) -> String { peer.session.media[section].mid ?? "0" }
}
