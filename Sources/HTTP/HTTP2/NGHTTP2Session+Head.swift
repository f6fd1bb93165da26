internal import Bytes
internal import CNGHTTP2

extension NGHTTP2Session {
    /// Queues the head of an answer: the status, what every answer carries, and its own fields. With `hasBody` the
    /// connection is then asked for DATA frames; without, the head is all.
    func submitHead(
        status: Int, length: Int?, common: HeaderFields, fields: HeaderFields, hasBody: Bool, to stream: Int32
    ) {
        let count = 2 + common.count + fields.count
        let size = HeadWriter.decimalFields + common.textBytes.byteCount + fields.textBytes.byteCount
        withHead(count: count, size: size) { head in
            head.add(":status", decimal: status)
            head.add(common)
            if let length { head.add("content-length", decimal: length) }
            head.add(fields)
            var body = unsafe nghttp2_data_provider()
            guard hasBody else {
                unsafe nghttp2_submit_response(handle, stream, head.list.baseAddress, head.count, nil)
                return
            }
            unsafe body.read_callback = NGHTTP2Callbacks.readBody
            unsafe nghttp2_submit_response(handle, stream, head.list.baseAddress, head.count, &body)
        }
    }

    /// Queues `100 Continue`, after which the client sends its body (RFC 9110 §15.2.1).
    func submitContinue(to stream: Int32) {
        withHead(count: 1, size: HeadWriter.decimalFields) { head in
            head.add(":status", decimal: 100)
            unsafe nghttp2_submit_headers(
                handle, Self.noFlags, stream, nil, head.list.baseAddress, head.count, nil)
        }
    }

    /// Lets `fill` write a head on the stack and submit it: nghttp2 keeps copies.
    private func withHead(count: Int, size: Int, _ fill: (inout HeadWriter) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: count) { list in
            unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 1) { text in
                var writer = unsafe HeadWriter(list: list, text: text)
                fill(&writer)
            }
        }
    }
}
