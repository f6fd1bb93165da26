#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

static _Thread_local uint64_t count;

uint64_t starling_allocations(void) { return count; }

#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

// glibc exports its own functions under these names, for those who stand in front of them as we do. A program's
// functions come before those of its libraries, so these are called by all of them.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t items, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
    count++;
    return __libc_calloc(items, size);
}

void *realloc(void *memory, size_t size) {
    count++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count++;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

#endif
