/// How members spread over stages.
public struct StagePlan: Equatable, Sendable {
    /// What a stage is called; `{n}` stands for its number.
    public var name: String
    /// How many come to each.
    public var size: Int
    /// How many of them send: the first who come. The others only receive.
    public var senders: Int

    /// Stages of four who all send.
    public init(name: String = "load{n}", size: Int = 4, senders: Int = 4) {
        self.name = name
        self.size = size
        self.senders = senders
    }

    /// The stage of a member of the group.
    func stage(of member: Int) -> String {
        name.split(separator: "{n}", omittingEmptySubsequences: false).joined(
            separator: "\(member / max(size, 1))")
    }

    /// Whether a member of the group sends.
    func sends(_ member: Int) -> Bool { member % max(size, 1) < senders }
}
