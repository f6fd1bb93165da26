/// What was seen of a stream whose publisher said what it is about.
struct TitledReport: Decodable, Sendable {
    /// The words as they are to be read.
    let harmless: String
    /// Whether the studio came to be live, and the server took the title.
    let published, told: Bool
    /// The title and what is below it, on the stream's card and on its recording's.
    let card, recording: [String]
    /// What the stream's page is headed and called.
    let heading, page: String
    /// Whether the words did something, on each page.
    let struck: [Int]
    let faults: [String: PagesReport.Faults]
}
