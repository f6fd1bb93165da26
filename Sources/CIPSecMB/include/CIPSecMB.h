// libipsec-mb behind functions of our own. Its header stays in the .c file: it hides what it can do in macros, which
// Swift does not see, and its types are none that we want to agree on with other C modules.
//
// Only x86-64 has the library. Elsewhere the same functions are here and say that there is nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What is used of the library on this processor: functions that need nothing but a key.
struct starling_mb_code {
    void (*gcm_expand128)(void);
    void (*gcm_expand256)(void);
    void (*gcm_seal128)(void);
    void (*gcm_seal256)(void);
    void (*gcm_open128)(void);
    void (*gcm_open256)(void);
    void (*counter_expand)(void);
    void (*sha1_block)(void);
    /// The instructions that were chosen, for the log. A constant.
    const char *instructions;
};

/// Chooses by what the processor can do. 0 when that is not enough, or the library is not there.
int starling_mb_choose(struct starling_mb_code *code);

/// The library's version, for the log. A constant.
const char *starling_mb_version(void);

// AES-GCM, a packet at a time.

/// How much memory a GCM key takes. It must be aligned to 64 bytes.
size_t starling_gcm_key_size(void);

/// Prepares `key`, memory as above, from a secret of 16 or 32 bytes.
void starling_gcm_key_set(
    void *key, const struct starling_mb_code *code, const void *secret, size_t secret_size);

/// Encrypts `size` bytes of `plain` to `sealed`, and writes the 16 bytes of the tag over them and `aad`.
void starling_gcm_seal(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *plain, size_t size,
    void *sealed, void *tag);

/// Decrypts, and writes the 16 bytes that the tag should be; whether it is, is for the caller to say.
void starling_gcm_open(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *sealed, size_t size,
    void *plain, void *tag);

// AES in counter mode with HMAC-SHA1, many packets at a time: SHA-1 cannot be done in parallel within a packet, so
// the library takes the next step of several packets at once, a lane for each.

/// How much memory a key of both takes. It must be aligned to 64 bytes.
size_t starling_counter_key_size(void);

/// Prepares `key`, memory as above, from the 16 bytes of the cipher's secret and the 20 of the code's.
void starling_counter_key_set(
    void *key, const struct starling_mb_code *code, const void *cipher_secret, const void *code_secret);

/// A packet to be sealed where it is.
struct starling_counter_job {
    /// Its key, as above.
    const void *key;
    /// The header, the plain payload, and room for 10 bytes.
    uint8_t *packet;
    /// Bytes of the header.
    uint32_t header_size;
    /// Bytes of header and payload, more than those of the header.
    uint32_t size;
    /// The block to count from, in network order.
    uint64_t block[2];
    /// What the code goes over behind the packet, in network order.
    uint32_t rollover;
    /// Set to 1 when it was sealed.
    uint32_t is_sealed;
};

/// Lanes for one thread at a time; NULL when there is no memory or no library.
void *starling_lanes_create(void);

/// Gives lanes back.
void starling_lanes_destroy(void *lanes);

/// How many jobs may be given at once.
enum { starling_lanes_batch = 64 };

/// Seals all of `jobs`, keeps nothing of them, and says how many it sealed.
size_t starling_lanes_seal(void *lanes, struct starling_counter_job *jobs, size_t count);
