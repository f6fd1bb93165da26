/// What was seen of layers that were chosen.
struct QualityReport: Decodable, Sendable {
    /// Whether the player came to offer three layers and show the best, and what its menu has.
    let offered: Bool
    let layers: [String]
    /// How wide its picture was then, and when the smallest was picked.
    let before, small: Int
    /// Whether it said that this is as chosen, and pictures went on.
    let asked, smallMoves: Bool
    /// Whether the best came back by itself, and pictures went on.
    let auto, autoMoves: Bool
    /// Whether an app on `/ws` got what fits, and was told that its picture is paused.
    let fitted, paused: Bool
    /// How many pictures came within a second of that, and how many once it was over.
    let still, resumed: Int
    let faults: [String: PagesReport.Faults]
}
