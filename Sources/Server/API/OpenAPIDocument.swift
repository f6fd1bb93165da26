import Bytes
import HTTP

/// The description of the API, in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0).
///
/// It is written out, since that is how people who know OpenAPI read and extend it; a test holds its paths, methods,
/// parameters and security to the routes that there are.
enum OpenAPIDocument {
    /// What `/api/v1/openapi.json` answers: the same bytes for everyone.
    static let response = Response(
        type: "application/json", body: ByteSlice(SharedBytes(text)), fields: ["cache-control": "no-cache"])

    /// The document.
    static let text = """
        {
          "openapi": "3.1.0",
          "info": {
            "title": "Starling",
            "version": "\(Version.current)",
            "description": "A live broadcast server. Errors are application/problem+json (RFC 9457)."
          },
          "paths": {
        \(operationsPaths),
        \(mediaPaths),
        \(stagePaths),
        \(playbackPaths),
        \(hlsPaths),
        \(dashPaths),
        \(recordingPaths)
          },
        \(components)
        }

        """

    /// What tools watch the server by.
    private static let operationsPaths = """
            "/healthz": {
              "get": {
                "operationId": "getHealth", "tags": ["operations"],
                "summary": "Whether the process works; if not, restart it.",
                "responses": {
                  "200": {
                    "description": "It works.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}
                  }
                }
              }
            },
            "/readyz": {
              "get": {
                "operationId": "getReadiness", "tags": ["operations"],
                "summary": "Whether new clients should be sent here.",
                "responses": {
                  "200": {
                    "description": "They should.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}
                  },
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/metrics": {
              "get": {
                "operationId": "getMetrics", "tags": ["operations"],
                "summary": "Counters and gauges, in Prometheus' text format 0.0.4.",
                "responses": {
                  "200": {
                    "description": "All metrics.",
                    "content": {"text/plain": {"schema": {"type": "string"}}}
                  }
                }
              }
            },
            "/api/v1/openapi.json": {
              "get": {
                "operationId": "getDescription", "tags": ["operations"],
                "summary": "This document.",
                "responses": {
                  "200": {
                    "description": "The description of the API.",
                    "content": {"application/json": {"schema": {"type": "object"}}}
                  }
                }
              }
            }
        """

    /// What several operations refer to.
    private static let components = """
          "components": {
            "securitySchemes": {
              "adminKey": {
                "type": "http", "scheme": "bearer",
                "description": "What --admin-key says. On a server that listens on loopback alone and has none, not needed."
              },
              "publishKey": {
                "type": "http", "scheme": "bearer",
                "description": "What a --publish-key says. Not needed with --open-publishing, nor on a server that listens on loopback alone and has none."
              }
            },
        \(mediaComponents)
            "responses": {
              "NotModified": {"description": "It is the one that the client has."},
              "Range": {"description": "A range of it."},
              "Playlist": {
                "description": "The playlist, or media that it names.",
                "content": {
                  "application/vnd.apple.mpegurl": {"schema": {"type": "string"}},
                  "video/mp4": {"schema": {"type": "string", "format": "binary"}},
                  "audio/mp4": {"schema": {"type": "string", "format": "binary"}}
                }
              },
              "Problem": {
                "description": "Why not.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
              }
            },
            "schemas": {
        \(mediaSchemas),
        \(recordingSchemas),
              "Status": {
                "type": "object", "required": ["status"],
                "properties": {"status": {"type": "string", "enum": ["ok", "ready"]}}
              },
              "Problem": {
                "type": "object", "required": ["type", "title", "status"],
                "properties": {
                  "type": {"type": "string", "format": "uri-reference"},
                  "title": {"type": "string"},
                  "status": {"type": "integer"},
                  "detail": {"type": "string"},
                  "instance": {"type": "string", "format": "uri-reference"}
                }
              }
            }
          }
        """
}
