// libsrtp2, for tests and the load tester only: the oracle that our SRTP is held against, and another's peer.
#pragma once

#include <srtp2/srtp.h>

/// Begins the library, which wants that once in a process: two threads that do so at a time leave it unusable, and in
/// the tests two modules use it. Whether it can be used.
int starling_srtp_begin(void);
