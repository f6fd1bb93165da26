public import Platform

/// What the media plane said to a question.
public enum PlaneAnswer: Sendable {
    case opened(Result<SessionAnswer, MediaRefusal>)
    case updated(Result<FragmentAnswer, MediaRefusal>)
    case closed
    case reported(SessionReport?)
    case loudness([StreamName: UInt8])
}

extension MediaPlane {
    /// Asks one of the questions that a switchboard has.
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
        case .close(let session):
            // One that is gone is what was wanted.
            try? await close(session)
            return .closed
        case .report(let location):
            let report = await session(location.id)
            return .reported(report?.location == location ? report : nil)
        case .loudness(let streams): return .loudness(await loudness(of: streams))
        }
    }
}
