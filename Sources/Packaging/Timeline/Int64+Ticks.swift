extension Int64 {
    /// The nanoseconds of so many ticks. Split, since ticks of a day times a billion leave 64 bits.
    func nanoseconds(rate: Int64) -> Int64 {
        let (seconds, rest) = quotientAndRemainder(dividingBy: rate)
        return seconds * 1_000_000_000 + rest * 1_000_000_000 / rate
    }

    /// The ticks of so many nanoseconds.
    func ticks(rate: Int64) -> Int64 {
        let (seconds, rest) = quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * rate + rest * rate / 1_000_000_000
    }
}
