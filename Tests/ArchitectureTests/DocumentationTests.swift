import Testing

/// Every public declaration says what it is.
@Suite struct DocumentationTests {
    private static let documented = Rule { file in
        let declarations = file.declarations
        let byLine = Dictionary(declarations.map { ($0.line, $0) }, uniquingKeysWith: { first, _ in first })
        return declarations.filter { $0.isPublic || $0.isRequirement }.compactMap { declaration in
            guard !isDocumented(declaration, in: file, byLine) else { return nil }
            return file.violation(
                declaration.line, "\(declaration.keyword) \(declaration.name) has no doc comment")
        }
    }

    /// Whether a doc comment stands above a declaration and its attributes, or above the first of a run of
    /// constants that speak for themselves.
    private static func isDocumented(
        _ declaration: Declaration, in file: SourceFile, _ byLine: [Int: Declaration]
    ) -> Bool {
        var above = declaration.line - 1
        while let tokens = file.lines[above], tokens.first?.text == "@", byLine[above] == nil { above -= 1 }
        if file.lines[above] == nil { return file.comments[above]?.hasPrefix("///") == true }
        guard let sibling = byLine[above], sibling.keyword == "let", declaration.keyword == "let",
            sibling.depth == declaration.depth, sibling.isPublic
        else { return false }
        return isDocumented(sibling, in: file, byLine)
    }

    @Test("every public declaration has a doc comment")
    func everything() {
        Self.documented.expectHeld(in: Repository.sources)
    }

    @Test(
        "a public declaration that says nothing is found",
        arguments: [
            "public struct A {}", "public init() {}", "@inline(__always)\npublic func a() {}",
            "public static let a = 1",
            "public final class A {}", "open var a: Int { 1 }", "public private(set) var a = 1",
            "// Not a doc comment.\npublic var a = 1", "/// Gap.\n\npublic var a = 1",
            "public subscript(a: Int) -> Int { 1 }",
            "/// P.\npublic protocol P {\n    func a()\n}", "@discardableResult public func a() {}",
            "public class func a() {}", "/// A.\npublic let a = 1\npublic var b = 1",
        ])
    func planted(text: String) {
        #expect(Self.documented.lines(in: text + "\n").count == 1)
    }

    @Test(
        "what is documented, shares a comment or is not public is left alone",
        arguments: [
            "/// A.\npublic struct A {}", "/// A.\n@frozen\n@inline(__always)\npublic struct A {}",
            "struct A {}",
            "/// A.\npublic static let a = 1\npublic static let b = 2\npublic static let c = 3",
            "public import Bytes",
            "/// P.\npublic protocol P {\n    /// A.\n    func a()\n    /// B.\n    var b: Int { get }\n}\nstruct Q {\n    func b() {}\n}",
            "/// E.\npublic enum E {\n    case a, b\n}", "public extension A {}", "private(set) var a = 1",
            "protocol P {\n    func a()\n}", "let text = \"public var a\"",
        ])
    func harmless(text: String) {
        #expect(Self.documented.lines(in: text + "\n") == [])
    }
}
