/// Why a call on a pool gave nothing.
public enum BlockingFailure<Cause: Error>: Error {
    /// Too many calls wait already.
    case busy
    /// The call itself failed.
    case failed(Cause)
}
