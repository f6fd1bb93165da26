// Tells the thread sanitizer what it cannot see: that Swift's Mutex synchronises also when threads meet in it.
//
// A Mutex nobody else holds is taken by an atomic operation in our own, instrumented code. A contended one is
// taken and given back inside libswiftSynchronization, which is not instrumented, and every access it guards
// would be reported as a race. This library stands in front of those two functions.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SELF __attribute__((swift_context)) void *mutex
#define METHOD __attribute__((swiftcall)) void
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Weak, since the library is loaded into every program that a test starts; only those with the sanitizer call them.
__attribute__((weak)) void __tsan_acquire(void *);
__attribute__((weak)) void __tsan_release(void *);

typedef METHOD Lock(uint32_t thread, SELF);
typedef METHOD Unlock(SELF);

// `_MutexHandle._lockSlow(_ selfId: UInt32)`
METHOD lock(uint32_t thread, SELF) __asm__(LOCK);
METHOD lock(uint32_t thread, SELF) {
    ((Lock *)dlsym(RTLD_NEXT, LOCK))(thread, mutex);
    __tsan_acquire(mutex);
}

// `_MutexHandle._unlockSlow()`
METHOD unlock(SELF) __asm__(UNLOCK);
METHOD unlock(SELF) {
    __tsan_release(mutex);
    ((Unlock *)dlsym(RTLD_NEXT, UNLOCK))(mutex);
}
