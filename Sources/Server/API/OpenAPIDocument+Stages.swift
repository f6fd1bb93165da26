/// The part of the description that is about stages.
extension OpenAPIDocument {
    /// The socket, presence and invites.
    static let stagePaths = """
            "/ws": {
              "get": {
                "operationId": "openSocket", "tags": ["stages"],
                "summary": "A WebSocket (RFC 6455) for the signaling protocol, which signaling/PROTOCOL.md describes.",
                "responses": {
                  "101": {"description": "The socket is open; say hello."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "426": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/streams/{stream}/participants": {
              "get": {
                "operationId": "listParticipants", "tags": ["stages"],
                "summary": "Who is at a stage.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "200": {
                    "description": "Those on the stage, and how many watch.",
                    "content": {"application/json": {"schema": {
                      "type": "object", "required": ["stream", "participants", "speakers", "viewers"],
                      "properties": {
                        "stream": {"type": "string"},
                        "participants": {"type": "array", "items": {"type": "object"}},
                        "primary": {"type": "string"},
                        "speakers": {"type": "array", "items": {"type": "string"}},
                        "viewers": {"type": "integer"}
                      }
                    }}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/streams/{stream}/primary": {
              "put": {
                "operationId": "setPrimaryHost", "tags": ["stages"],
                "summary": "Let somebody on a stage be its primary host: whoever plays the stage's name gets their stream.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "security": [{"adminKey": []}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {
                  "type": "object", "required": ["participant"],
                  "properties": {"participant": {"type": "string"}}
                }}}},
                "responses": {
                  "200": {
                    "description": "Who is at the stage.", "content": {"application/json": {"schema": {"type": "object"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/streams/{stream}/invites": {
              "post": {
                "operationId": "makeInvite", "tags": ["stages"],
                "summary": "Sign an invite to a stage.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "security": [{"adminKey": []}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {
                  "type": "object", "required": ["role"],
                  "properties": {
                    "role": {"type": "string", "enum": ["viewer", "guest", "host"]},
                    "seconds": {"type": "integer", "minimum": 60, "maximum": 2592000, "default": 86400}
                  }
                }}}},
                "responses": {
                  "201": {
                    "description": "The token, and the path of the stage with it.",
                    "content": {"application/json": {"schema": {
                      "type": "object", "required": ["token", "stream", "role", "seconds", "path"],
                      "properties": {
                        "token": {"type": "string"}, "stream": {"type": "string"}, "role": {"type": "string"},
                        "seconds": {"type": "integer"}, "path": {"type": "string"}
                      }
                    }}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """
}
