import Testing

@testable import Server

struct LoggerTests {
    @Test(
        "a level lets through what is at least as severe",
        arguments: [
            (LogLevel.error, ["error"]), (.warning, ["error", "warning"]),
            (.info, ["error", "warning", "info"]),
            (.debug, ["error", "warning", "info", "debug"]),
        ])
    func levels(level: LogLevel, written: [String]) {
        let sink = CollectingSink(level: level)
        let logger = Logger(sink)
        logger.error("error")
        logger.warning("warning")
        logger.info("info")
        logger.debug("debug")
        #expect(sink.records.map(\.event) == written)
        #expect(sink.records.map(\.level.rawValue) == written)
    }

    @Test("the fields of a record that is switched off are never made")
    func lazyFields() {
        let logger = Logger(CollectingSink(level: .info))
        var made = 0
        func field() -> LogValue {
            made += 1
            return 1
        }
        logger.debug("quiet", ["a": field()])
        #expect(made == 0)
        logger.info("loud", ["a": field()])
        #expect(made == 1)
    }

    @Test("a record carries its logger's fields before its own")
    func context() {
        let sink = CollectingSink(level: .info)
        Logger(sink).with(["stream": "live"]).with(["peer": 7]).info("joined", ["codec": "H264"])
        #expect(sink.records.map(\.fields) == [["stream": "live", "peer": 7, "codec": "H264"]])
    }

    @Test("an address is shown at debug and nowhere else")
    func addresses() {
        let sink = CollectingSink(level: .debug)
        let logger = Logger(sink, context: ["from": .address("203.0.113.9")])
        logger.debug("seen", ["bytes": 3])
        logger.error("failed", ["bytes": 3, "to": .address("2001:db8::1")])
        #expect(sink.records.map(\.fields) == [["from": .address("203.0.113.9"), "bytes": 3], ["bytes": 3]])
    }
}
