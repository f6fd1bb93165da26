import Testing

/// Whether everyone can use the pages.
struct AccessTests {
    /// What was seen of all pages while a stream was live.
    struct Report: Decodable, Sendable {
        /// What is wrong with a page for some.
        struct Page: Decodable, Sendable {
            /// Controls that the keyboard does not reach, and texts that are hard to read.
            let unreached, faint: [String]
            /// What is wrong with it for everyone.
            let faults: PagesReport.Faults
        }

        let pages: [String: Page]
        /// What was found of what was put there to be found.
        let planted: [String]
    }

    @Test("the keyboard reaches every control of every page, and texts can be read by day and night")
    func everyone() async throws {
        let server = try await RunningServer()
        let seen: Report = try await Clients.run(
            "access", ["--server", server.http], deadline: 140, blaming: server)
        #expect(seen.pages.keys.sorted() == ["dashboard", "home", "missing", "stage", "studio", "watch"])
        #expect(seen.planted == ["button#planted Aside", "light: p#faint Hardly", "dark: p#faint Hardly"])
        for (name, page) in seen.pages {
            #expect(page.unreached == [], "\(name)")
            #expect(page.faint == [], "\(name)")
            #expect(page.faults == PagesReport.Faults(), "\(name): \(page.faults)")
        }
    }

    /// What was read in QR codes.
    struct Symbols: Decodable, Sendable {
        /// Texts that were not read as they are, of how many.
        let misread: [String]
        let count: Int
        /// The link of the studio, what was read in its code, and whether that was to be seen.
        let link, read: String
        let isDrawn: Bool
        /// Whether a text that is too long has no code.
        let long: Bool
    }

    @Test(
        "ZBar reads the QR codes of texts up to 213 octets, and the link to the stream in that of the studio")
    func symbols() async throws {
        let server = try await RunningServer()
        let seen: Symbols = try await Clients.run(
            "symbols", ["--server", server.http], deadline: 80, blaming: server)
        #expect(seen.misread == [] && seen.count == 54 && seen.long, "\(seen.misread)")
        #expect(seen.link == server.http + "/watch/show" && seen.read == seen.link && seen.isDrawn, "\(seen)")
    }
}
