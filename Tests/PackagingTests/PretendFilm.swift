import Media
import Simulation
import Timing

/// The process that makes H.264 of a broadcast's pictures, as far as its times go: each some time later, from a keyframe on.
struct PretendFilm {
    /// Whether it is to work, and how often it was told to.
    private(set) var isWanted = false, beginnings = 0
    /// Whether it does; when it does again, it goes on with a keyframe.
    var works = true {
        didSet { if !works { (awaitsKeyframe, coming) = (true, []) } }
    }
    /// Of how many pictures it encodes one.
    var divisor = 1
    /// How long it takes.
    var delay = Duration.milliseconds(25)
    private var awaitsKeyframe = true, index = 0
    /// What is on its way back, and when it is there.
    private var coming: [(unit: AccessUnit, due: Instant)] = []
    /// What it makes: a keyframe and another picture, and what they are.
    private let pictures: [AccessUnit], configurations: [H264Configuration]
    /// Which of the configurations it makes.
    var size = 0

    init() {
        var (pictures, configurations): ([AccessUnit], [H264Configuration]) = ([], [])
        for file in [SampleFile.baseline, .large] {
            var tracker = FormatTracker(.h264)
            for bytes in file.units.prefix(2) {
                var unit = AccessUnit(bytes, decodeTime: 0)
                if tracker.prepare(&unit), file == .baseline { pictures.append(unit) }
            }
            if case .h264(let configuration) = tracker.configuration { configurations.append(configuration) }
        }
        (self.pictures, self.configurations) = (pictures, configurations)
    }

    /// When something is back.
    var nextDue: Instant { coming.first?.due ?? .distantFuture }

    /// What it makes.
    var configuration: H264Configuration { configurations[size] }

    /// It is wanted, or not any more.
    mutating func want(_ isWanted: Bool) {
        self.isWanted = isWanted
        if isWanted { beginnings += 1 }
        (awaitsKeyframe, coming) = (true, [])
    }

    /// Takes pictures.
    mutating func take(_ units: [AccessUnit], at now: Instant) {
        guard works else { return }
        for unit in units where unit.isSync || !awaitsKeyframe {
            awaitsKeyframe = false
            index = unit.isSync ? 0 : index + 1
            guard index % divisor == 0 else { continue }
            var made = pictures[unit.isSync ? 0 : 1]
            (made.decodeTime, made.isSync) = (unit.decodeTime, unit.isSync)
            coming.append((made, now.advanced(by: delay)))
        }
    }

    /// What is back by now.
    mutating func poll(at now: Instant) -> AccessUnit? {
        nextDue <= now ? coming.removeFirst().unit : nil
    }
}
