extension Int64 {
    /// Ticks as seconds with five decimals, cut off: a part must not seem longer than it is.
    func seconds(rate: Int64) -> String {
        let (whole, rest) = quotientAndRemainder(dividingBy: rate)
        let digits = String(rest * 100_000 / rate)
        return "\(whole)." + String(repeating: "0", count: 5 - digits.utf8.count) + digits
    }
}

extension Int {
    /// Milliseconds as seconds with three decimals.
    var secondsFromMilliseconds: String {
        let digits = String(self % 1000)
        return "\(self / 1000)." + String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}
