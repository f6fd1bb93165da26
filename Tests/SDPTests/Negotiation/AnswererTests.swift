import FoundationEssentials
import Testing

@testable import SDP

@Suite struct AnswererTests {
    @Test("answers to real clients are the ones that were read and found good", arguments: Vector.all)
    func golden(_ vector: Vector) throws {
        let file = vector.name + ".answer.sdp"
        let text = try vector.answer.description.text
        if ProcessInfo.processInfo.environment["STARLING_WRITE_ANSWERS"] != nil {
            try Vector.write(text, to: file)
        }
        #expect(try text == Vector.read(file))
    }

    @Test("the same offer and random numbers give the same answer; other numbers other SSRCs")
    func determinism() throws {
        let vector = Vector(name: "chromium-play")
        let (first, second) = try (vector.answer, vector.answer)
        #expect(first == second)
        let other = try Answerer.server(.play).answer(text: vector.text, seed: 2)
        #expect(other.session.media[0].localSources != first.session.media[0].localSources)
    }

    @Test("an answer has the offer's sections in their order", arguments: Vector.all)
    func sections(_ vector: Vector) throws {
        let (offer, answer) = try (vector.offer, vector.answer.description)
        #expect(answer.media.map(\.line.media) == offer.media.map(\.line.media))
        #expect(answer.media.map(\.line.proto) == offer.media.map(\.line.proto))
        for (ours, theirs) in zip(answer.media, offer.media) {
            #expect(ours.line.formats.allSatisfy(theirs.line.formats.contains))
            #expect(
                try ours.lines.first(MediaIdentification.self) == theirs.lines.first(MediaIdentification.self)
            )
        }
        #expect(try SessionDescription(parsing: answer.text) == answer)
    }

    @Test("what never stands in an answer does not, and what always does, does", arguments: Vector.all)
    func rules(_ vector: Vector) throws {
        let answer = try vector.answer
        for word in [
            "bundle-only", "rtcp-mux-only", "actpass", "holdconn", "sendrecv", "sprop-parameter", "a=rtcp:",
        ] {
            #expect(!answer.description.text.contains(word), "\(word)")
        }
        let used = answer.description.media.filter { $0.line.port != 0 }
        #expect(used.count == answer.session.media.count)
        #expect(used.allSatisfy { $0.lines.has("rtcp-mux") })
        #expect(used.allSatisfy { $0.line.port == 8189 && $0.lines.all[0].value == "IN IP4 203.0.113.1" })
        #expect(used.filter { $0.lines.has("candidate") }.count == 1)
        let group = try answer.description.lines.first(Group.self)
        let mids = try used.compactMap { try $0.lines.first(MediaIdentification.self)?.mid }
        #expect(group == Group(semantics: "BUNDLE", mids: mids))
    }

    @Test(
        "we wait for DTLS where we may, and start it where the offer waits",
        arguments: [
            ("actpass", DTLSRole.passive, "passive"), ("active", .passive, "passive"),
            ("passive", .active, "active"),
        ])
    func setup(offered: String, role: DTLSRole, answered: String) throws {
        let text = SmallOffer.publish.replacing("setup:actpass", with: "setup:\(offered)")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.session.role == role)
        #expect(
            answer.description.media.allSatisfy { $0.lines.all.contains(Line(attribute: "setup", answered)) })
    }

    @Test("an offer without a=setup is active")
    func noSetup() throws {
        let answer = try Answerer.server(.publish)
            .answer(text: SmallOffer.publish.replacing("a=setup:actpass\n", with: ""))
        #expect(answer.session.role == .passive)
    }

    @Test(
        "media flows one way, or not at all",
        arguments: [
            (SessionPurpose.publish, "sendonly", Direction.recvonly), (.publish, "sendrecv", .recvonly),
            (.publish, "recvonly", .inactive), (.publish, "inactive", .inactive),
            (.play, "recvonly", .sendonly), (.play, "sendrecv", .sendonly), (.play, "sendonly", .inactive),
        ])
    func direction(purpose: SessionPurpose, offered: String, answered: Direction) throws {
        let base = purpose == .publish ? SmallOffer.publish : SmallOffer.play
        let flow = purpose == .publish ? "sendonly" : "recvonly"
        // The video section stays as it is, so that there is always something to answer.
        let text = base.replacing("a=\(flow)", with: "a=\(offered)", maxReplacements: 1)
        let answer = try Answerer.server(purpose).answer(text: text)
        #expect(answer.session.media[0].direction == answered)
        #expect(answer.session.media[0].localSources.isEmpty == !answered.sends)
        #expect(answer.description.media[0].lines.direction == answered)
    }

    @Test("a direction may be said for the whole session, and is sendrecv where it is not said")
    func sessionDirection() throws {
        let bare = SmallOffer.publish.replacing("a=sendonly\n", with: "")
        let inherited = bare.replacing("v=0", with: "v=0\na=sendonly")
        for text in [bare, inherited] {
            let answer = try Answerer.server(.publish).answer(text: text)
            #expect(answer.session.media.map(\.direction) == [.recvonly, .recvonly])
        }
        #expect(throws: Refusal.self) { try Answerer.server(.play).answer(text: inherited) }
    }

    @Test("a data channel is rejected by itself", arguments: ["chromium", "firefox"])
    func dataChannel(client: String) throws {
        let answer = try Vector(name: "\(client)-publish-datachannel").answer
        let section = answer.description.media[2]
        #expect(section.line.value == "application 0 UDP/DTLS/SCTP webrtc-datachannel")
        #expect(try section.lines.first(MediaIdentification.self)?.mid == "2")
        #expect(try answer.description.lines.first(Group.self)?.mids == ["0", "1"])
        #expect(answer.session.media.map(\.index) == [0, 1])
    }

    @Test("a section that the offer switched off stays so, and the next one speaks for the bundle")
    func offeredRejected() throws {
        let text = SmallOffer.publish.replacing("m=audio 9", with: "m=audio 0")
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.description.media[0].line.port == 0)
        #expect(answer.description.media[0].lines.direction == .inactive)
        #expect(answer.description.media[1].lines.has("candidate"))
        #expect(try answer.description.lines.first(Group.self)?.mids == ["v"])
        #expect(answer.session.media.map(\.mid) == ["v"])
    }

    @Test("the first section of the group speaks for the bundle, wherever it stands")
    func tagged() throws {
        let text = SmallOffer.publish.replacing("BUNDLE a v", with: "BUNDLE v a")
            .replacing("a=ice-ufrag:abcd", with: "a=ice-ufrag:wrong", maxReplacements: 1)
        let answer = try Answerer.server(.publish).answer(text: text)
        #expect(answer.session.remote.credentials.ufrag == "abcd")
        #expect(answer.description.media.map { $0.lines.has("candidate") } == [false, true])
    }

    @Test("a single section needs no bundle, and not even a name")
    func single() throws {
        let audio = SmallOffer.publish.prefix { _ in true }.split(separator: "m=video")[0]
        let text = audio.replacing("a=group:BUNDLE a v\n", with: "").replacing("a=mid:a\n", with: "")
        let answer = try Answerer.server(.publish).answer(text: String(text))
        #expect(answer.session.media.count == 1 && answer.session.media[0].mid == nil)
        #expect(!answer.description.lines.has("group"))
    }

    @Test("while we have no address the answer says none")
    func noCandidates() throws {
        var answerer = Answerer.server(.publish)
        answerer.transport.candidates = []
        let answer = try answerer.answer(text: SmallOffer.publish).description
        #expect(answer.media[0].line.port == 9)
        #expect(answer.media[0].lines.all[0] == Line("c", "IN IP4 0.0.0.0"))
    }

    @Test("an IPv6 address is told as one")
    func ipv6() throws {
        var answerer = Answerer.server(.publish)
        answerer.transport.candidates.removeFirst()
        let answer = try answerer.answer(text: SmallOffer.publish).description
        #expect(answer.media[0].lines.all[0] == Line("c", "IN IP6 2001:db8::1"))
    }

    @Test("a viewer is told our sources, with a stream and tracks to show them as")
    func sources() throws {
        let answer = try Answerer.server(.play).answer(text: SmallOffer.play)
        let audio = try #require(answer.session.media[0].localSources.first)
        let video = try #require(answer.session.media[1].localSources.first)
        #expect(audio.retransmission == nil && audio.msid.value == "room audio-a")
        #expect(video.cname == audio.cname && video.cname.count == 16)
        let repair = try #require(video.retransmission)
        let lines = answer.description.media[1].lines
        #expect(
            try lines.every(SourceGroup.self) == [SourceGroup(semantics: "FID", ssrcs: [video.ssrc, repair])])
        #expect(RemoteSource.all(in: lines).map(\.ssrc) == [video.ssrc])
        #expect(try lines.first(MediaStreamID.self) == video.msid)
        #expect(Set([audio.ssrc, video.ssrc, repair]).count == 3)
    }

    @Test("a viewer who takes parities is told whose they will be, and who does not is not")
    func parities() throws {
        let answer = try Vector(name: "chromium-play").answer
        let video = try #require(answer.session.media[1].localSources.first)
        let (repair, parity) = (try #require(video.retransmission), try #require(video.parity))
        #expect(Set([video.ssrc, repair, parity]).count == 3)
        let groups = try answer.description.media[1].lines.every(SourceGroup.self)
        #expect(groups.contains(SourceGroup(semantics: "FEC-FR", ssrcs: [video.ssrc, parity])))
        let format = try #require(answer.session.media[1].format(49))
        #expect(format.format.codec == .parity && format.retransmission == nil)
        #expect(answer.session.media[1].format(carrying: .parity) == nil)
        #expect(answer.session.media[0].localSources.first?.parity == nil)
        let plain = try Answerer.server(.play).answer(text: SmallOffer.play)
        #expect(plain.session.media.allSatisfy { $0.localSources.first?.parity == nil })
    }

    @Test(
        "a viewer's payload type is chosen when a stream comes: its profile if offered, else one that decodes it"
    )
    func choosing() throws {
        let session = try Vector(name: "chromium-play").answer.session
        let video = session.media[1]
        func payloadType(_ parameters: String) throws -> UInt8? {
            let map = RTPMap(payloadType: 96, encoding: "H264", clockRate: 90_000)
            let stream = MediaFormat(map, parameters: FormatParameters(parameters))
            return video.format(carrying: stream.codec)?.format.payloadType
        }
        #expect(try payloadType("packetization-mode=1;profile-level-id=42c034") == 108)
        #expect(try payloadType("packetization-mode=1;profile-level-id=42001e") == 102)
        #expect(try payloadType("packetization-mode=1;profile-level-id=4d001e") == 116)
        #expect(try payloadType("packetization-mode=0;profile-level-id=42e01f") == 114)
        #expect(try payloadType("packetization-mode=1;profile-level-id=640028") == nil)
        #expect(video.format(carrying: .vp8)?.retransmission == 97)
        #expect(video.format(108)?.retransmission == 109)
        #expect(video.format(retransmittedBy: 109)?.format.payloadType == 108)
        #expect(video.format(109) == nil)
        #expect(video.id(of: .mid) == 4 && video.id(of: .rid) == nil)
    }

    @Test("both forms of header extensions mix when every section lets them")
    func mixing() throws {
        let everywhere = SmallOffer.publish.replacing("a=mid", with: "a=extmap-allow-mixed\na=mid")
        let once = SmallOffer.publish.replacing("a=mid:v", with: "a=extmap-allow-mixed\na=mid:v")
        for (text, mixes) in [(everywhere, true), (once, false), (SmallOffer.publish, false)] {
            let answer = try Answerer.server(.publish).answer(text: text)
            #expect(answer.description.lines.has("extmap-allow-mixed") == mixes)
            #expect(answer.session.media.allSatisfy { $0.allowsMixedExtensions == mixes })
        }
    }
}
