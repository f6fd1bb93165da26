/// What a client says of itself when it connects.
struct ConnectParameters: Hashable, Sendable {
    /// The application, with what is behind a question mark.
    var application = ""
    /// The whole address that it was given.
    var url = ""
    /// What it calls itself.
    var encoder: String?
    /// Whether it knows Enhanced RTMP.
    var isEnhanced = false

    init() {}

    init(_ object: AMFValue) {
        application = object["app"]?.text ?? ""
        url = object["tcUrl"]?.text ?? ""
        encoder = object["flashVer"]?.text
        isEnhanced =
            object["fourCcList"] != nil || object["videoFourCcInfoMap"] != nil
            || object["audioFourCcInfoMap"] != nil || object["capsEx"] != nil
    }

    /// What we say of ourselves: a server such as clients know, and what we take of Enhanced RTMP.
    var properties: AMFValue {
        var members: [AMFValue.Member] = [
            .init("fmsVer", .string("FMS/3,0,1,123")), .init("capabilities", .number(31)),
        ]
        if isEnhanced {
            let (videos, sounds) = (["avc1", "hvc1", "vp09", "av01"], ["Opus", "mp4a"])
            // 4: can be passed on. ModEx is read (4), and of several tracks the first.
            let passedOn = AMFValue.number(4)
            members += [
                .init("fourCcList", .array((videos + sounds).map { .string($0) })),
                .init("videoFourCcInfoMap", .object(videos.map { .init($0, passedOn) })),
                .init("audioFourCcInfoMap", .object(sounds.map { .init($0, passedOn) })),
                .init("capsEx", .number(4)),
            ]
        }
        return .object(members)
    }
}
