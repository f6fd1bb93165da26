public import HTTP

extension VideoReport: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("mid", mid)
            json.member("current", ifPresent: current)
            json.member("reason", ifPresent: reason)
            json.member("choice") { json in
                json.object { json in
                    json.member("layer", ifPresent: choice.layer)
                    json.member("maxWidth", ifPresent: choice.maximumWidth)
                    json.member("maxHeight", ifPresent: choice.maximumHeight)
                    json.member("paused", choice.isPaused)
                    json.member("priority", ifPresent: choice.priority == 1 ? nil : choice.priority)
                }
            }
            json.member("layers", layers)
        }
    }
}

extension VideoReport.Layer: JSONWritable {
    /// Writes an object.
    public func write(to json: inout JSONText) {
        json.object { json in
            json.member("name", name)
            json.member("width", ifPresent: width)
            json.member("height", ifPresent: height)
            json.member("bitsPerSecond", bitsPerSecond)
            json.member("wanted", ifPresent: isWanted)
        }
    }
}
