/// The part of the description that is about recordings.
extension OpenAPIDocument {
    /// Beginning, ending, listing and removing recordings, and watching them.
    static let recordingPaths = """
            "/api/v1/streams/{stream}/recording": {
              "post": {
                "operationId": "beginRecording", "tags": ["recordings"], "security": [{"adminKey": []}],
                "summary": "Records a stream from the segment on that is being made. Waits for the stream's first one.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "201": {
                    "description": "It is being recorded; Location is where the recording is told of.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recording"}}}
                  },
                  "404": {"$ref": "#/components/responses/Problem"},
                  "409": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              },
              "delete": {
                "operationId": "endRecording", "tags": ["recordings"], "security": [{"adminKey": []}],
                "summary": "Ends the recording of a stream, which is finished a moment later.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "202": {
                    "description": "The recording that ends.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recording"}}}
                  },
                  "404": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/recordings": {
              "get": {
                "operationId": "listRecordings", "tags": ["recordings"],
                "summary": "All recordings, the newest first.",
                "parameters": [
                  {"name": "stream", "in": "query", "description": "Only those of this stream.", "schema": {"type": "string"}}
                ],
                "responses": {
                  "200": {
                    "description": "The recordings.",
                    "content": {
                      "application/json": {
                        "schema": {
                          "type": "object", "required": ["recordings"],
                          "properties": {
                            "recordings": {"type": "array", "items": {"$ref": "#/components/schemas/Recording"}}
                          }
                        }
                      }
                    }
                  },
                  "400": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/recordings/{video}": {
              "get": {
                "operationId": "getRecording", "tags": ["recordings"],
                "summary": "One recording.",
                "parameters": [{"$ref": "#/components/parameters/video"}],
                "responses": {
                  "200": {
                    "description": "The recording.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recording"}}}
                  },
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              },
              "delete": {
                "operationId": "removeRecording", "tags": ["recordings"], "security": [{"adminKey": []}],
                "summary": "Removes a recording that has ended, with all its files.",
                "parameters": [{"$ref": "#/components/parameters/video"}],
                "responses": {
                  "204": {"description": "It is gone."},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "409": {"$ref": "#/components/responses/Problem"},
                  "500": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/vod/{video}/{file}": {
              "get": {
                "operationId": "getVideoFile", "tags": ["recordings"],
                "summary": "A recording to watch: index.m3u8 (RFC 8216bis) or manifest.mpd (ISO/IEC 23009-1) and what they name, or video.mp4, a film whose tables come first. Pictures of it are poster.jpg, and sprite.vtt with the small ones in sprite.jpg that it names, for scrubbing.",
                "parameters": [
                  {"$ref": "#/components/parameters/video"},
                  {"$ref": "#/components/parameters/file"}
                ],
                "responses": {
                  "200": {"$ref": "#/components/responses/Playlist"},
                  "206": {"$ref": "#/components/responses/Range"},
                  "304": {"$ref": "#/components/responses/NotModified"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "409": {"$ref": "#/components/responses/Problem"},
                  "412": {"$ref": "#/components/responses/Problem"},
                  "416": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """

    /// What is told of a recording.
    static let recordingSchemas = """
              "Marker": {
                "type": "object",
                "required": ["id", "title", "date", "seconds", "at"],
                "properties": {
                  "id": {"type": "string"},
                  "title": {"type": "string"},
                  "date": {"type": "string", "format": "date-time"},
                  "seconds": {"type": "number", "description": "How long it lasts; 0 for a moment."},
                  "at": {"type": "integer", "description": "date in milliseconds since 1970."}
                }
              },
              "Recording": {
                "type": "object",
                "required": ["video", "stream", "state", "began", "seconds", "lostSeconds", "bytes", "tracks", "markers"],
                "properties": {
                  "video": {"type": "string", "description": "Its name, in /vod and here."},
                  "stream": {"type": "string"},
                  "title": {"type": "string", "description": "What the stream was about, if anybody said so."},
                  "state": {
                    "type": "string", "enum": ["recording", "finished", "interrupted"],
                    "description": "interrupted is one whose server ended before it did; what was written is there."
                  },
                  "began": {"type": "string", "format": "date-time"},
                  "ended": {"type": "string", "format": "date-time"},
                  "seconds": {"type": "number", "description": "How long it is."},
                  "lostSeconds": {"type": "number", "description": "How much is missing, since it could not be written."},
                  "bytes": {"type": "integer"},
                  "problem": {"type": "string", "description": "Why nothing can be written now."},
                  "tracks": {
                    "type": "array",
                    "items": {
                      "type": "object", "required": ["kind", "codec"],
                      "properties": {
                        "kind": {"type": "string", "enum": ["video", "audio"]},
                        "codec": {"type": "string"},
                        "width": {"type": "integer"},
                        "height": {"type": "integer"}
                      }
                    }
                  },
                  "markers": {
                    "type": "array", "items": {"$ref": "#/components/schemas/Marker"},
                    "description": "The moments that were marked while it was made."
                  },
                  "hls": {"type": "string", "description": "Where it is watched as HLS, once it has ended."},
                  "dash": {"type": "string", "description": "Where it is watched as DASH, once it has ended; one of an older version is not."},
                  "mp4": {"type": "string", "description": "Where it is a film in one file, once it has ended."},
                  "beganAt": {"type": "integer", "description": "began in milliseconds since 1970."},
                  "endedAt": {"type": "integer", "description": "ended in milliseconds since 1970."}
                }
              }
        """
}
