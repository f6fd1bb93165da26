/// The pages people open, as they are written into the binary.
public enum Pages {
    /// Each file's path from the root, such as `/index.html`, and its bytes.
    public static var files: [(path: String, bytes: [UInt8])] {
        EmbeddedPages.files.map { ("/" + $0.path, Array($0.text.utf8)) }
    }
}
