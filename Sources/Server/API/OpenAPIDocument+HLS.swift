/// The part of the description that is about HLS.
extension OpenAPIDocument {
    /// Playlists and what they name, and the moments that they tell of.
    static let hlsPaths = """
            "/api/v1/streams/{stream}/markers": {
              "post": {
                "operationId": "markMoment", "tags": ["hls"], "security": [{"adminKey": []}],
                "summary": "Marks a moment of a stream: playlists tell it (EXT-X-DATERANGE), manifests (EventStream), and recordings.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": {
                        "type": "object", "required": ["title"],
                        "properties": {
                          "title": {"type": "string", "minLength": 1, "maxLength": 200, "description": "What it is called, without quotation marks, control characters and what is no character."},
                          "at": {"type": "integer", "description": "When it is, in milliseconds since 1970 as playlists date what is shown. Now, unless told."},
                          "seconds": {"type": "number", "minimum": 0, "maximum": 86400, "default": 0}
                        }
                      }
                    }
                  }
                },
                "responses": {
                  "201": {
                    "description": "It is marked.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Marker"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "409": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/hls/{stream}/index.m3u8": {
              "get": {
                "operationId": "getMultivariantPlaylist", "tags": ["hls"],
                "summary": "What a player begins with (RFC 8216bis). The first request has a stream packaged, and waits for a segment.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "200": {
                    "description": "The playlist.",
                    "content": {"application/vnd.apple.mpegurl": {"schema": {"type": "string"}}}
                  },
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "307": {"description": "The name is a stage's: Location is the playlist of its primary host."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/hls/{stream}/poster.jpg": {
              "get": {
                "operationId": "getPoster", "tags": ["hls"],
                "summary": "A picture of what is shown, at most ten seconds and a segment old. The first request has a stream packaged, and waits for a keyframe.",
                "parameters": [
                  {"$ref": "#/components/parameters/stream"},
                  {
                    "name": "glance", "in": "query", "schema": {"type": "string"},
                    "description": "Whatever its value: only where the stream is packaged anyway, and 404 otherwise."
                  }
                ],
                "responses": {
                  "200": {
                    "description": "The picture, no larger than 640 pixels either way.",
                    "content": {"image/jpeg": {}}
                  },
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "307": {"description": "The name is a stage's: Location is the picture of its primary host."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/hls/{stream}/{rendition}/{file}": {
              "get": {
                "operationId": "getRenditionFile", "tags": ["hls"],
                "summary": "A rendition's playlist index.m3u8, that of its keyframes keyframes.m3u8, or what they name. What is announced and not there yet is waited for.",
                "parameters": [
                  {"$ref": "#/components/parameters/stream"},
                  {"$ref": "#/components/parameters/rendition"},
                  {"$ref": "#/components/parameters/file"},
                  {"name": "_HLS_msn", "in": "query", "description": "Answer once the playlist has this segment.", "schema": {"type": "integer"}},
                  {"name": "_HLS_part", "in": "query", "description": "And this part of it.", "schema": {"type": "integer"}},
                  {"name": "_HLS_skip", "in": "query", "description": "A delta update will do.", "schema": {"type": "string", "enum": ["YES", "v2"]}}
                ],
                "responses": {
                  "200": {"$ref": "#/components/responses/Playlist"},
                  "206": {"$ref": "#/components/responses/Range"},
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "416": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """
}
