// libsrtp2, for tests and the load tester only: the oracle that our SRTP is held against, and another's peer.
#pragma once

#include <srtp2/srtp.h>
