import Testing

/// Whatever the compiler cannot prove, a comment must.
@Suite struct ProofTests {
    private static let claims = Rule { file in
        let tokens = file.tokens
        return tokens.indices.compactMap { index in
            guard let claim = claim(at: index, in: tokens) else { return nil }
            guard !file.isExplained(at: tokens[index].line) else { return nil }
            return file.violation(tokens[index].line, "\(claim) without a comment that proves it")
        }
    }

    /// The unproven claim that begins with the token at `index`.
    private static func claim(at index: Int, in tokens: [Token]) -> String? {
        func follows(_ texts: String...) -> Bool {
            tokens[(index + 1)...].prefix(texts.count).map(\.text) == texts
        }
        switch tokens[index].text {
        case "@": return follows("unchecked", "Sendable") ? "@unchecked Sendable" : nil
        case "nonisolated": return follows("(", "unsafe", ")") ? "nonisolated(unsafe)" : nil
        case "fatalError": return "fatalError"
        case "!": return isUnwrap(at: index, in: tokens) ? "!" : nil
        default: return nil
        }
    }

    /// Whether the `!` at `index` unwraps what stands before it: also `try!` and `as!`.
    private static func isUnwrap(at index: Int, in tokens: [Token]) -> Bool {
        guard index > 0, tokens[index].isGlued else { return false }
        let before = tokens[index - 1]
        let isOperand = before.isWord || [")", "]", "}", "\"\""].contains(before.text)
        let next = index + 1 < tokens.count ? tokens[index + 1] : nil
        return isOperand && !(next?.text == "=" && next?.isGlued == true)
    }

    @Test("unchecked claims and forced unwrapping have their proof beside them")
    func proven() {
        Self.claims.expectHeld(in: Repository.sources)
    }

    @Test(
        "an unproven claim is found",
        arguments: [
            "let x = y!", "let x = try! f()", "let x = y as! Z", "f(x)!.g()", "fatalError(\"no\")",
            "struct A: @unchecked Sendable {}", "nonisolated(unsafe) var x = 0", "x[0]! += 1",
            "let x: Int! = nil",
            "let s = \"\\(y!)\"",
        ])
    func planted(text: String) {
        #expect(Self.claims.lines(in: text + "\n") == [1])
        #expect(Self.claims.lines(in: text + "  // It is there.\n") == [])
        #expect(Self.claims.lines(in: "// Sound: it is there.\n" + text + "\n") == [])
    }

    @Test(
        "what only looks like a claim is none",
        arguments: ["a != b", "!a", "a!=b", "(!a)", "\"a!\"", "// a!", "a !== b"])
    func harmless(text: String) {
        #expect(Self.claims.lines(in: "\n\n\n" + text + "\n") == [])
    }

    /// Where memory may be touched by address, and which C library is the reason.
    private static let unsafePlaces = [
        "Sources/Bytes/", "Sources/Runtime/",
        "Sources/HTTP/HTTP2/",  // nghttp2
        "Sources/HTTP/Content/Gzip",  // zlib
        "Sources/Crypto/", "Sources/DTLS/",  // OpenSSL
        "Sources/SRTP/",  // libipsec-mb, OpenSSL
        "Sources/Storage/",  // SQLite
        "Sources/SRTTransport/", "Sources/RISTTransport/", "Sources/ObjectStore/",
        "Sources/Transcode/",  // libavcodec
        "loadtest/LoadModel/Verify/",  // libsrtp2
    ]

    private static let unsafety = Rule { file in
        guard !unsafePlaces.contains(where: { file.path.hasPrefix($0) }) else { return [] }
        return file.tokens.indices.compactMap { index in
            let token = file.tokens[index]
            let isKeyword = ["unsafe", "@unsafe"].contains(token.text) || token.text.hasPrefix("Unsafe")
            let isArgument =
                index > 0 && file.tokens[index - 1].text == "(" && token.isGlued
                && index > 1 && file.tokens[index - 2].text == "nonisolated"
            guard isKeyword, !isArgument else { return nil }
            return file.violation(
                token.line, "\(token.text) outside Bytes, Runtime and the adapters of C libraries")
        }
    }

    @Test("memory is touched by address in Bytes, Runtime and the adapters of C libraries only")
    func unsafePlaced() {
        Self.unsafety.expectHeld(in: Repository.sources)
    }

    @Test("unsafe code elsewhere is found")
    func plantedUnsafe() {
        let text = "let a = unsafe b()\n// unsafe\nlet c: UnsafeRawPointer\nlet d = \"unsafe\"\n"
        #expect(Self.unsafety.lines(in: text) == [1, 3])
        #expect(Self.unsafety.lines(in: text, path: "Sources/Bytes/A.swift") == [])
    }
}
