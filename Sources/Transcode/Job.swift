internal import CodecBridge
internal import Media

/// What a transcoder does with its units; each call returns what there is to say then.
protocol Job: AnyObject {
    /// What the units are that follow.
    func take(_ format: BridgeFormat) -> [BridgeMessage]
    /// A unit.
    func take(_ unit: AccessUnit) -> [BridgeMessage]
    /// There are no more.
    func finish() -> [BridgeMessage]
}
