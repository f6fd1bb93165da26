import Bytes
import HTTP
import Testing

@Suite("Static assets")
struct StaticAssetsTests {
    private static func assets() -> StaticAssets {
        var gzip = Gzip()
        var assets = StaticAssets()
        for path in ["/index.html", "/app.js", "/folder/index.html", "/noise.bin", "/README"] {
            assets.add(path, ByteSlice(SharedBytes("file \(path)")), packedBy: &gzip)
        }
        return assets
    }

    @Test(
        "a path names a file, a folder its index",
        arguments: [
            ("/", "/index.html", "text/html; charset=utf-8"),
            ("/index.html", "/index.html", "text/html; charset=utf-8"),
            ("/folder/", "/folder/index.html", "text/html; charset=utf-8"),
            ("/app.js", "/app.js", "text/javascript; charset=utf-8"),
            ("/app%2Ejs", "/app.js", "text/javascript; charset=utf-8"),
            ("/README", "/README", "application/octet-stream"),
            ("/noise.bin", "/noise.bin", "application/octet-stream"),
        ])
    func found(path: String, file: String, type: String) {
        let response = Self.assets().response(to: Request(method: .get, path: path, query: "v=1"))
        #expect(response.text == "file \(file)")
        #expect(response.fields["content-type"] == type)
    }

    @Test(
        "what is not there is not found",
        arguments: ["/none", "/folder", "/../index.html", "/app.js/", "/%", ""])
    func unknown(path: String) {
        #expect(Self.assets().response(to: Request(method: .get, path: path)).status == .notFound)
    }

    @Test("files can only be read")
    func methods() {
        #expect(Self.assets().response(to: Request(method: .head, path: "/app.js")).status == .ok)
        #expect(
            Self.assets().response(to: Request(method: .post, path: "/app.js")).fields["allow"]
                == "GET, HEAD")
    }
}
