public import Platform

/// What the media plane said to a question.
public enum PlaneAnswer: Hashable, Sendable {
    case opened(Result<SessionAnswer, MediaRefusal>)
    case updated(Result<FragmentAnswer, MediaRefusal>)
    case renegotiated(Result<String?, MediaRefusal>)
    /// It is closed, or why it could not be.
    case closed(MediaRefusal?)
    case sessions([SessionReport])
    case session(SessionReport?)
    case streams([StreamReport])
    case loudness([StreamName: UInt8])
    case chosen(Result<[VideoReport], MediaRefusal>)
    case videos([SessionID: [VideoReport]])
    case named
    /// The stream is called so, or why it is not.
    case entitled(MediaRefusal?)
}

extension MediaPlane {
    /// Answers a question by the method that it stands for.
    public func answer(_ question: PlaneQuestion) async -> PlaneAnswer {
        switch question {
        case .open(let request):
            do throws(MediaRefusal) {
                return .opened(.success(try await open(request)))
            } catch {
                return .opened(.failure(error))
            }
        case .update(let session, let fragment):
            do throws(MediaRefusal) {
                return .updated(.success(try await update(session, with: fragment)))
            } catch {
                return .updated(.failure(error))
            }
        case .renegotiate(let session, let step):
            do throws(MediaRefusal) {
                return .renegotiated(.success(try await renegotiate(session, by: step)))
            } catch {
                return .renegotiated(.failure(error))
            }
        case .close(let session):
            do throws(MediaRefusal) {
                try await close(session)
                return .closed(nil)
            } catch {
                return .closed(error)
            }
        case .sessions(let stream): return .sessions(await sessions(of: stream))
        case .session(let id): return .session(await session(id))
        case .streams: return .streams(await streams())
        case .loudness(let streams): return .loudness(await loudness(of: streams))
        case .choose(let choice, let mid, let session):
            do throws(MediaRefusal) {
                return .chosen(.success(try await choose(choice, ofVideo: mid, for: session)))
            } catch {
                return .chosen(.failure(error))
            }
        case .name(let stage, let stream):
            await name(stage, as: stream)
            return .named
        case .entitle(let stream, let title):
            do throws(MediaRefusal) {
                try await entitle(stream, as: title)
                return .entitled(nil)
            } catch {
                return .entitled(error)
            }
        case .videos(let sessions): return .videos(await videos(of: sessions))
        }
    }
}
