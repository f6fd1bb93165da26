import Testing

@testable import ICE
@testable import Server

@Suite struct SymptomsTests {
    /// What is the matter, how it shows, and words that the diagnosis must have for an operator to act on.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let words: [String]
        let symptoms: Symptoms

        init(_ matter: String, words: [String], _ change: (inout Symptoms) -> Void) {
            testDescription = matter
            self.words = words
            var symptoms = SymptomsTests.healthy
            change(&symptoms)
            self.symptoms = symptoms
        }
    }

    /// A viewer that is well.
    static var healthy: Symptoms {
        var symptoms = Symptoms(advertised: ["198.51.100.1 port 8189"], isPublisher: false)
        symptoms.checks.answered = 20
        symptoms.handshakeStage = "established"
        symptoms.isConnected = true
        symptoms.packetsSent = 1000
        return symptoms
    }

    private static func failed(_ change: (inout CheckCounters) -> Void) -> (inout Symptoms) -> Void {
        var checks = CheckCounters()
        change(&checks)
        return { symptoms in
            symptoms.checks = checks
            symptoms.isConnected = false
            symptoms.lastFailedFrom = "203.0.113.9:50000"
        }
    }

    static let cases: [Case] = [
        Case(
            "nothing arrives", words: ["No packet", "198.51.100.1 port 8189", "firewall", "--public-address"]
        ) {
            $0.checks = CheckCounters()
            $0.isConnected = false
        },
        Case("the password is wrong", words: ["wrong password", "203.0.113.9:50000", "old answer"]) {
            failed { $0.count(.wrongPassword) }(&$0)
        },
        Case("somebody else checks", words: ["another client", "203.0.113.9:50000"]) {
            failed { $0.count(.wrongUsername) }(&$0)
        },
        Case("both are lite", words: ["ICE-lite", "nobody checks"]) {
            failed { $0.count(.roleConflict) }(&$0)
        },
        Case("what arrives is no check", words: ["no valid connectivity checks", "203.0.113.9:50000"]) {
            failed { $0.count(.malformed) }(&$0)
        },
        Case("checks want what we cannot do", words: ["no valid connectivity checks", "203.0.113.9:50000"]) {
            failed { $0.count(.unknownAttributes) }(&$0)
        },
        Case("DTLS failed", words: ["DTLS failed", "the certificate is another"]) {
            $0.isConnected = false
            $0.handshakeFailure = "the certificate is another"
        },
        Case("DTLS is stuck", words: ["path", "DTLS is stuck", "awaits the ClientHello"]) {
            $0.isConnected = false
            $0.handshakeStage = "awaits the ClientHello"
        },
        Case("DTLS is stuck, repeating", words: ["DTLS is stuck", "sent 4 times"]) {
            $0.isConnected = false
            $0.handshakeStage = "awaits the client's key exchange"
            $0.handshakeRetransmissions = 3
        },
        Case("packets cannot be opened", words: ["cannot be opened", "other keys"]) {
            $0.unauthenticPackets = 5
        },
        Case("the client fell silent", words: ["silent", "30 s", "network"]) { $0.consentExpired = true },
        Case("a publisher sends nothing", words: ["no media packet has arrived"]) { $0.isPublisher = true },
        Case("a viewer waits for a publisher", words: ["no publisher", "waits"]) { $0.hasPublisher = false },
        Case("the viewer does not take the codec", words: ["AV1, red", "did not offer"]) {
            $0.unfit = ["AV1", "red"]
        },
        Case("nothing to pass on yet", words: ["publisher has sent nothing"]) { $0.packetsSent = 0 },
    ]

    @Test("each matter is said in words that one can act on", arguments: cases)
    func diagnosis(_ each: Case) throws {
        let text = try #require(each.symptoms.diagnosis)
        for word in each.words { #expect(text.contains(word), "\(text)") }
        #expect(text.hasSuffix("."))
    }

    @Test("each matter is said in another way")
    func distinct() {
        // Two kinds of invalid checks are told apart by the counters only.
        #expect(Set(Self.cases.map(\.symptoms.diagnosis)).count == Self.cases.count - 1)
    }

    @Test("who is well has no diagnosis, nor has one who only just came")
    func none() {
        var publisher = Self.healthy
        publisher.isPublisher = true
        publisher.packetsReceived = 100
        var young = Symptoms(advertised: [], isPublisher: true)
        young.isYoung = true
        #expect(Self.healthy.diagnosis == nil && publisher.diagnosis == nil && young.diagnosis == nil)
    }

    @Test("the first step that did not happen is told, not what could not happen after it")
    func order() throws {
        var symptoms = Self.healthy
        symptoms.hasPublisher = false
        symptoms.packetsSent = 0
        symptoms.unfit = ["AV1"]
        symptoms.checks = CheckCounters()
        symptoms.isConnected = false
        #expect(try #require(symptoms.diagnosis).contains("No packet"))
        symptoms.checks.answered = 1
        #expect(try #require(symptoms.diagnosis).contains("DTLS"))
        symptoms.isConnected = true
        #expect(try #require(symptoms.diagnosis).contains("no publisher"))
    }
}
