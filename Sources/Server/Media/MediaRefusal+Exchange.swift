import SFU
import Signaling
import Timing

extension MediaRefusal {
    /// The refusal of an exchange.
    init(_ refusal: ExchangeRefusal) {
        self =
            switch refusal {
            case .streamHasPublisher: .streamHasPublisher
            case .noPublisher: .noPublisher(retryAfter: .seconds(3))
            case .full(let limit): .full(limit: limit, retryAfter: .seconds(5))
            case .failed(let reason): .unacceptable(reason: reason)
            }
    }
}
