// Counts what a thread asks of the C library's heap, Swift's objects and other libraries' memory included, for tests
// that prove that something asks for none.
#pragma once

#include <stdint.h>

/// How often this thread has asked for memory so far. Always 0 under a sanitizer, which has a heap of its own.
uint64_t starling_allocations(void);
