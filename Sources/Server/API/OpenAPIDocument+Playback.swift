/// The part of the description that is about what players say of themselves.
extension OpenAPIDocument {
    /// Reports of players.
    static let playbackPaths = """
            "/api/v1/streams/{stream}/playback": {
              "post": {
                "operationId": "reportPlayback", "tags": ["operations"],
                "summary": "How a player got on since it last said so; summed up in /metrics (starling_playback_…).",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "requestBody": {
                  "required": true,
                  "content": {
                    "application/json": {
                      "schema": {
                        "type": "object", "required": ["way"],
                        "properties": {
                          "way": {"type": "string", "enum": ["webrtc", "hls"], "description": "By which way it came at last."},
                          "startup": {"type": "number", "minimum": 0, "maximum": 3600, "description": "From asking for the stream to its first picture, in seconds; only once."},
                          "latency": {"type": "number", "minimum": 0, "maximum": 3600, "description": "How late pictures are now, in seconds."},
                          "played": {"type": "number", "minimum": 0, "maximum": 3600, "description": "For how many seconds pictures moved."},
                          "stalled": {"type": "number", "minimum": 0, "maximum": 3600, "description": "For how many seconds they stood still and should have moved."},
                          "stalls": {"type": "integer", "minimum": 0, "maximum": 10000},
                          "levelSwitches": {"type": "integer", "minimum": 0, "maximum": 10000},
                          "waySwitches": {"type": "integer", "minimum": 0, "maximum": 10000},
                          "errors": {"type": "integer", "minimum": 0, "maximum": 10000}
                        }
                      }
                    }
                  }
                },
                "responses": {
                  "204": {"description": "It is taken down."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """
}
