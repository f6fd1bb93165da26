/// Which Starling this is.
enum Version {
    /// Semantic versioning (https://semver.org); 0 until the names of PRODUCT.md are all there.
    static let current = "0.1.0"
}
