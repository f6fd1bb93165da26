import HTTP

/// What becomes of a question.
enum HLSVerdict {
    /// Here is the answer.
    case answer(Representation)
    /// It is a segment that is being made, and sent as it is.
    case transfer(rendition: String, segment: Int)
    /// It is asked again when there is more.
    case wait
    /// There will be none.
    case refuse(Problem)
}
