import HTTP

/// What becomes of a question.
enum HLSVerdict {
    /// Here is the answer.
    case answer(Representation)
    /// It is asked again when there is more.
    case wait
    /// There will be none.
    case refuse(Problem)
}
