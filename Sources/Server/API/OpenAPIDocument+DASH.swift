/// The part of the description that is about DASH.
extension OpenAPIDocument {
    /// The manifest, what it names, and the clock.
    static let dashPaths = """
            "/dash/{stream}/manifest.mpd": {
              "get": {
                "operationId": "getManifest", "tags": ["dash"],
                "summary": "What a DASH player begins with (ISO/IEC 23009-1). The first request has a stream packaged, and waits for a segment.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "200": {
                    "description": "The manifest.",
                    "content": {"application/dash+xml": {"schema": {"type": "string"}}}
                  },
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/dash/{stream}/{rendition}/{file}": {
              "get": {
                "operationId": "getManifestFile", "tags": ["dash"],
                "summary": "What a manifest names: the same segments as in playlists. One that is being made is sent in chunks, as its parts come.",
                "parameters": [
                  {"$ref": "#/components/parameters/stream"},
                  {"$ref": "#/components/parameters/rendition"},
                  {"$ref": "#/components/parameters/file"}
                ],
                "responses": {
                  "200": {
                    "description": "The section or segment.",
                    "content": {
                      "video/mp4": {"schema": {"type": "string", "format": "binary"}},
                      "audio/mp4": {"schema": {"type": "string", "format": "binary"}}
                    }
                  },
                  "206": {"$ref": "#/components/responses/Range"},
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "416": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/dash/time": {
              "get": {
                "operationId": "getTime", "tags": ["dash"],
                "summary": "The clock that manifests go by.",
                "responses": {
                  "200": {
                    "description": "The date and time in UTC, as ISO 8601 writes it.",
                    "content": {"text/plain": {"schema": {"type": "string"}}}
                  }
                }
              }
            }
        """
}
