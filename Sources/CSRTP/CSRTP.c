#include "CSRTP.h"

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_begun = 0;

static void begin(void) { is_begun = srtp_init() == srtp_err_status_ok; }

int starling_srtp_begin(void) {
    pthread_once(&once, begin);
    return is_begun;
}
