import Signaling

/// The part of the description that is about streams and sessions.
///
/// GET, HEAD and OPTIONS of WHIP and WHEP are left out: they only tell what is at an address, as their RFCs say.
extension OpenAPIDocument {
    /// WHIP, WHEP, and what the API tells of them.
    static let mediaPaths = """
            "/whip/{stream}": {
              "post": {
                "operationId": "openPublisher", "tags": ["whip"],
                "summary": "Publish a stream: an SDP offer for an answer (RFC 9725).",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/takeover"}],
                "security": [{"publishKey": []}, {}],
                "requestBody": {"required": true, "content": {"application/sdp": {"schema": {"type": "string"}}}},
                "responses": {
                  "201": {
                    "description": "The answer; the session is at Location.",
                    "headers": {"Location": {"$ref": "#/components/headers/Location"}, "ETag": {"$ref": "#/components/headers/ETag"}, "Link": {"$ref": "#/components/headers/Link"}},
                    "content": {"application/sdp": {"schema": {"type": "string"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "406": {"$ref": "#/components/responses/Problem"},
                  "409": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/whip/{stream}/{session}": {
              "patch": {
                "operationId": "updatePublisher", "tags": ["whip"],
                "summary": "Trickle candidates or restart ICE.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}, {"$ref": "#/components/parameters/ifMatch"}],
                "requestBody": {"required": true, "content": {"application/trickle-ice-sdpfrag": {"schema": {"type": "string"}}}},
                "responses": {
                  "200": {
                    "description": "ICE has restarted, with these credentials and candidates.",
                    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                    "content": {"application/trickle-ice-sdpfrag": {"schema": {"type": "string"}}}
                  },
                  "204": {"description": "The candidates were taken."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "412": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"}
                }
              },
              "delete": {
                "operationId": "closePublisher", "tags": ["whip"],
                "summary": "End the session.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}],
                "responses": {
                  "200": {"description": "It has ended."},
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/whep/{stream}": {
              "post": {
                "operationId": "openViewer", "tags": ["whep"],
                "summary": "Play a stream: an SDP offer for an answer.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "requestBody": {"required": true, "content": {"application/sdp": {"schema": {"type": "string"}}}},
                "responses": {
                  "201": {
                    "description": "The answer; the session is at Location.",
                    "headers": {"Location": {"$ref": "#/components/headers/Location"}, "ETag": {"$ref": "#/components/headers/ETag"}, "Link": {"$ref": "#/components/headers/Link"}},
                    "content": {"application/sdp": {"schema": {"type": "string"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "406": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/whep/{stream}/{session}": {
              "patch": {
                "operationId": "updateViewer", "tags": ["whep"],
                "summary": "Trickle candidates or restart ICE.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}, {"$ref": "#/components/parameters/ifMatch"}],
                "requestBody": {"required": true, "content": {"application/trickle-ice-sdpfrag": {"schema": {"type": "string"}}}},
                "responses": {
                  "200": {
                    "description": "ICE has restarted, with these credentials and candidates.",
                    "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                    "content": {"application/trickle-ice-sdpfrag": {"schema": {"type": "string"}}}
                  },
                  "204": {"description": "The candidates were taken."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "412": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"}
                }
              },
              "delete": {
                "operationId": "closeViewer", "tags": ["whep"],
                "summary": "End the session.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}],
                "responses": {
                  "200": {"description": "It has ended."},
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/streams": {
              "get": {
                "operationId": "listStreams", "tags": ["media"],
                "summary": "The streams that are live, were a moment ago, or are waited for.",
                "responses": {
                  "200": {
                    "description": "The streams.",
                    "content": {"application/json": {"schema": {"type": "object", "required": ["streams"], "properties": {"streams": {"type": "array", "items": {"$ref": "#/components/schemas/Stream"}}}}}}
                  }
                }
              }
            },
            "/api/v1/sessions": {
              "get": {
                "operationId": "listSessions", "tags": ["media"],
                "summary": "The sessions that there are, and those that ended a short while ago.",
                "parameters": [{"$ref": "#/components/parameters/ofStream"}],
                "security": [{"adminKey": []}],
                "responses": {
                  "200": {
                    "description": "The sessions.",
                    "content": {"application/json": {"schema": {"type": "object", "required": ["sessions"], "properties": {"sessions": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}}}}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/sessions/{id}": {
              "get": {
                "operationId": "getSession", "tags": ["media"],
                "summary": "One session, and why it fails if it does.",
                "parameters": [{"$ref": "#/components/parameters/id"}],
                "security": [{"adminKey": []}],
                "responses": {
                  "200": {
                    "description": "The session.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Session"}}}
                  },
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """

    /// What they take and give besides bodies.
    static let mediaComponents = """
              "parameters": {
                "stream": {"name": "stream", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/StreamName"}},
                "session": {"name": "session", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/SessionID"}},
                "id": {"name": "id", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/SessionID"}},
                "takeover": {
                  "name": "takeover", "in": "query", "allowEmptyValue": true, "schema": {"type": "string"},
                  "description": "Replaces the publisher that is there; its viewers are kept."
                },
                "ofStream": {"name": "stream", "in": "query", "schema": {"$ref": "#/components/schemas/StreamName"}},
                "ifMatch": {"name": "If-Match", "in": "header", "schema": {"type": "string"}}
              },
              "headers": {
                "Location": {"description": "The session's own address.", "schema": {"type": "string", "format": "uri-reference"}},
                "ETag": {"description": "Names the ICE session.", "schema": {"type": "string"}},
                "Link": {"description": "STUN and TURN servers, with credentials, one a field.", "schema": {"type": "string"}}
              },
        """

    /// What the API tells.
    static let mediaSchemas = """
                "StreamName": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$"},
                "SessionID": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "Stream": {
                  "type": "object", "required": ["name", "state", "viewers", "tracks"],
                  "properties": {
                    "name": {"$ref": "#/components/schemas/StreamName"},
                    "state": {"type": "string", "enum": [\(list(StreamReport.State.self))]},
                    "began": {"type": "string", "format": "date-time"},
                    "viewers": {"type": "integer"},
                    "tracks": {
                      "type": "array",
                      "items": {
                        "type": "object", "required": ["kind", "codec", "layers"],
                        "properties": {
                          "kind": {"type": "string", "enum": ["audio", "video"]},
                          "codec": {"type": "string"},
                          "layers": {"type": "integer"}
                        }
                      }
                    }
                  }
                },
                "Session": {
                  "type": "object", "required": ["id", "role", "stream", "state", "began", "facts"],
                  "properties": {
                    "id": {"$ref": "#/components/schemas/SessionID"},
                    "role": {"type": "string", "enum": [\(list(SessionRole.self))]},
                    "stream": {"$ref": "#/components/schemas/StreamName"},
                    "state": {"type": "string", "enum": [\(list(SessionReport.State.self))]},
                    "began": {"type": "string", "format": "date-time"},
                    "ended": {"type": "string", "format": "date-time"},
                    "client": {"type": "string"},
                    "userAgent": {"type": "string"},
                    "diagnosis": {"type": "string", "description": "What is wrong and what may help."},
                    "facts": {"type": "object", "description": "What is known of it: texts, numbers, yes or no, lists of texts."}
                  }
                }
        """

    /// The words of an enumeration, as JSON lists them.
    private static func list<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) -> String {
        words.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }
}
