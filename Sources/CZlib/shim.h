#pragma once
#include <zlib.h>

/// deflateInit2 is a macro, which Swift cannot see. `windowBits` of 31 asks for a gzip wrapper.
static inline int starling_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
