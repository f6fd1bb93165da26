extension Int64 {
    /// The ticks of so many nanoseconds, to the nearest. Split, since a day's nanoseconds times a rate leave 64 bits.
    func ticks(rate: Int64) -> Int64 {
        let (seconds, rest) = quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * rate + (rest * rate + (rest < 0 ? -500_000_000 : 500_000_000)) / 1_000_000_000
    }
}
