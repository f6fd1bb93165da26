import Platform
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
            \(sessionPath("whip", of: "Publisher")),
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
            \(sessionPath("whep", of: "Viewer")),
            "/whep/{stream}/{session}/layer": {
              "post": {
                "operationId": "chooseLayer", "tags": ["whep"],
                "summary": "Say which layer of the picture to get at best; without one, the best that the network carries.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LayerChoice"}}}},
                "responses": {
                  "200": {
                    "description": "It is taken; another layer arrives with its next keyframe.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Videos"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "415": {"$ref": "#/components/responses/Problem"},
                  "422": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
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
            "/api/v1/streams/{stream}": {
              "get": {
                "operationId": "getStream", "tags": ["media"],
                "summary": "One stream.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "responses": {
                  "200": {
                    "description": "The stream.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Stream"}}}
                  },
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              }
            },
            "/api/v1/streams/{stream}/title": {
              "put": {
                "operationId": "setTitle", "tags": ["media"],
                "summary": "Say what a stream is about. Line breaks and invisible characters are left out; the title stays until another is said.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "security": [{"publishKey": []}, {}],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Title"}}}},
                "responses": {
                  "200": {
                    "description": "The title as it is kept.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Title"}}}
                  },
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "413": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
                }
              },
              "delete": {
                "operationId": "removeTitle", "tags": ["media"],
                "summary": "A stream has no title any more.",
                "parameters": [{"$ref": "#/components/parameters/stream"}],
                "security": [{"publishKey": []}, {}],
                "responses": {
                  "204": {"description": "It has none."},
                  "400": {"$ref": "#/components/responses/Problem"},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"},
                  "503": {"$ref": "#/components/responses/Problem"}
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
              },
              "delete": {
                "operationId": "endSession", "tags": ["media"],
                "summary": "End a session, whoever began it.",
                "parameters": [{"$ref": "#/components/parameters/id"}],
                "security": [{"adminKey": []}],
                "responses": {
                  "204": {"description": "It has ended."},
                  "401": {"$ref": "#/components/responses/Problem"},
                  "403": {"$ref": "#/components/responses/Problem"},
                  "404": {"$ref": "#/components/responses/Problem"},
                  "429": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """

    /// What WHIP and WHEP have alike: a session's own address.
    private static func sessionPath(_ tag: String, of noun: String) -> String {
        """
        "/\(tag)/{stream}/{session}": {
              "patch": {
                "operationId": "update\(noun)", "tags": ["\(tag)"],
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
                "operationId": "close\(noun)", "tags": ["\(tag)"],
                "summary": "End the session.",
                "parameters": [{"$ref": "#/components/parameters/stream"}, {"$ref": "#/components/parameters/session"}],
                "responses": {
                  "200": {"description": "It has ended."},
                  "404": {"$ref": "#/components/responses/Problem"}
                }
              }
            }
        """
    }

    /// What they take and give besides bodies.
    static let mediaComponents = """
              "parameters": {
                "stream": {"name": "stream", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/StreamName"}},
                "session": {"name": "session", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/SessionID"}},
                "id": {"name": "id", "in": "path", "required": true, "schema": {"$ref": "#/components/schemas/SessionID"}},
                "video": {"name": "video", "in": "path", "required": true, "schema": {"type": "string"}},
                "rendition": {
                  "name": "rendition", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^(video(-h264|-[0-9]+)?|audio(-aac)?)$"},
                  "description": "audio, audio-aac, which is made of it for players that take no Opus, video, which is the best layer of a simulcast, video-h264, which is made of it for players that do not take its codec and stands for it where none does, or a certain layer such as video-1."
                },
                "file": {"name": "file", "in": "path", "required": true, "schema": {"type": "string"}},
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
                "Link": {"description": "STUN and TURN servers, with credentials, one a field; to viewers also where they choose layers.", "schema": {"type": "string"}}
              },
        """

    /// What the API tells.
    static let mediaSchemas = """
                "StreamName": {"type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$"},
                "SessionID": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "Title": {
                  "type": "object", "required": ["title"],
                  "properties": {"title": {"type": "string", "minLength": 1, "maxLength": \(StreamTitle.longest), "description": "At most \(StreamTitle.longest) octets in UTF-8."}}
                },
                "Stream": {
                  "type": "object", "required": ["name", "state", "viewers", "hlsViewers", "tracks", "received", "sent"],
                  "properties": {
                    "name": {"$ref": "#/components/schemas/StreamName"},
                    "title": {"type": "string", "description": "What it is about, if anybody said so. It is text: escape it where it is written."},
                    "state": {"type": "string", "enum": [\(list(StreamReport.State.self))]},
                    "began": {"type": "string", "format": "date-time"},
                    "viewers": {"type": "integer"},
                    "hlsViewers": {"type": "integer", "description": "Sessions that watch it as HLS."},
                    "h264Divisor": {"type": "integer", "enum": [1, 2, 4], "description": "Of how many pictures one is made H.264, while somebody loads that; more than 1 where the machine is too slow for all."},
                    "tracks": {
                      "type": "array",
                      "items": {
                        "type": "object", "required": ["kind", "codec", "layers", "encodings"],
                        "properties": {
                          "kind": {"type": "string", "enum": ["audio", "video"]},
                          "codec": {"type": "string"},
                          "layers": {"type": "integer", "description": "How many simulcast layers it comes in."},
                          "encodings": {"type": "array", "items": {"$ref": "#/components/schemas/Layer"}}
                        }
                      }
                    },
                    "received": {"$ref": "#/components/schemas/Numbers", "description": "Of the publisher, all layers together; empty while there is none."},
                    "sent": {"$ref": "#/components/schemas/Numbers", "description": "Of all viewers together, those who have left in what was counted."}
                  }
                },
                "Layer": {
                  "type": "object", "required": ["layer", "forwarded", "numbers"],
                  "properties": {
                    "layer": {"type": "integer", "description": "Its place among the layers that were agreed on."},
                    "forwarded": {"type": "boolean", "description": "Whether it is the best of its kind. Viewers get that, or the one that their networks carry."},
                    "numbers": {"$ref": "#/components/schemas/Numbers"}
                  }
                },
                "Track": {
                  "type": "object", "required": ["direction", "kind", "layer", "numbers"],
                  "properties": {
                    "direction": {"type": "string", "enum": [\(list(TrackReport.Direction.self))], "description": "Seen from the server."},
                    "kind": {"type": "string", "enum": ["audio", "video"]},
                    "codec": {"type": "string"},
                    "layer": {"type": "integer", "description": "Which simulcast layer: of what is sent, which one of the publisher's."},
                    "numbers": {"$ref": "#/components/schemas/Numbers"}
                  }
                },
                "Numbers": {
                  "type": "object", "description": "What was counted since the session began, and measured of late. Some have no meaning everywhere, and are missing there.",
                  "properties": {
                    "bits_per_second": {"type": "integer", "description": "Media, repeated packets too, over about a second."},
                    "fraction_lost": {"type": "number", "description": "0 to 1, between the last two reports: received, as counted here; sent, as the viewer reports, on average of all."},
                    "jitter_ms": {"type": "number", "description": "RFC 3550, where media is received: here, or at the viewer."},
                    "round_trip_ms": {"type": "number"},
                    "first_packet_ms": {"type": "number", "description": "From the beginning of the publisher's session to its first media packet."},
                    "first_keyframe_ms": {"type": "number", "description": "The same to its first keyframe."},
                    "waiting_viewers": {"type": "integer", "description": "Connected, and waiting for a keyframe or the publisher."},
                    "unfit_viewers": {"type": "integer", "description": "Those who do not take the publisher's codec."},
                    "packets": {"type": "integer", "description": "Repeated ones left out."},
                    "bytes": {"type": "integer", "description": "Of those packets and of repeated ones: received whole, sent payloads only."},
                    "lost": {"type": "integer", "description": "Lost by the network, repeated or not."},
                    "nacked": {"type": "integer", "description": "Asked for again by NACK, each time counted."},
                    "retransmitted": {"type": "integer", "description": "Sent again by RTX; received, those that were needed."},
                    "parities": {"type": "integer", "description": "Packets of parities (FlexFEC) beside the media, from which lost ones are made again."},
                    "unrepaired": {"type": "integer", "description": "Received, given up; sent, asked for and refused: sent just now, gone, or over the budget."},
                    "plis": {"type": "integer", "description": "Keyframes asked for by PLI."},
                    "firs": {"type": "integer", "description": "Keyframes asked for by FIR."},
                    "keyframes": {"type": "integer", "description": "Received."}
                  }
                },
                "LayerChoice": {
                  "type": "object", "description": "Everything may be left out; an empty object leaves the choice to the network.",
                  "properties": {
                    "mediaId": {"type": "string", "description": "The mid of the section; without it, all videos are meant."},
                    "encodingId": {"type": "string", "description": "The best layer that is wanted, by its name; rid is taken for the same."},
                    "maxWidth": {"type": "integer", "minimum": 1, "maximum": 16384},
                    "maxHeight": {"type": "integer", "minimum": 1, "maximum": 16384},
                    "paused": {"type": "boolean", "description": "No picture is wanted for now; sound goes on."},
                    "priority": {"type": "integer", "minimum": 1, "maximum": 16, "default": 1, "description": "How many times as much of the network this video is to have as one of 1."}
                  }
                },
                "Videos": {
                  "type": "object", "required": ["videos"], "description": "GET of the same address tells it too.",
                  "properties": {
                    "videos": {
                      "type": "array",
                      "items": {
                        "type": "object", "required": ["mid", "choice", "layers"],
                        "properties": {
                          "mid": {"type": "string"},
                          "current": {"type": "string", "description": "The layer that arrives; missing while none does."},
                          "reason": {"type": "string", "enum": ["best", "bandwidth", "patience", "asked"], "description": "Why that one: there is no better one, the network carries no better one, a better one was tried of late and did not fit, or no more is wanted."},
                          "choice": {
                            "type": "object", "required": ["paused"], "description": "What is wanted.",
                            "properties": {"layer": {"type": "string"}, "maxWidth": {"type": "integer"}, "maxHeight": {"type": "integer"}, "paused": {"type": "boolean"}, "priority": {"type": "integer"}}
                          },
                          "layers": {
                            "type": "array", "description": "Those that are sent, the cheapest first.",
                            "items": {
                              "type": "object", "required": ["name", "bitsPerSecond"],
                              "properties": {"name": {"type": "string"}, "width": {"type": "integer"}, "height": {"type": "integer"}, "bitsPerSecond": {"type": "integer"}}
                            }
                          }
                        }
                      }
                    }
                  }
                },
                "Session": {
                  "type": "object", "required": ["id", "role", "stream", "state", "began", "facts", "tracks"],
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
                    "facts": {"type": "object", "description": "What is known of it: texts, numbers, yes or no, lists of texts. Times that end in _ms count from its POST; first_keyframe_ms is when a publisher's first keyframe began to come, and when a viewer's had left with its last packet. available_bits_per_second is what the network to a viewer is believed to carry, queueing_delay_ms how long packets wait on it, and layer_reason why a viewer gets its layer: best (there is no better one), bandwidth (its network carries no better one), patience (a better one was tried of late and did not fit) or asked (its client asked for no more)."},
                    "tracks": {"type": "array", "items": {"$ref": "#/components/schemas/Track"}}
                  }
                }
        """

    /// The words of an enumeration, as JSON lists them.
    private static func list<Word: CaseIterable & RawRepresentable<String>>(_ words: Word.Type) -> String {
        words.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    }
}
