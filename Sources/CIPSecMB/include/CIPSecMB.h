// libipsec-mb behind functions of our own. Its header stays in the .c file: it hides what it can do in macros, which
// Swift does not see, and its types are none that we want to agree on with other C modules.
//
// Only x86-64 has the library. Elsewhere the same functions are here and say that there is nothing.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What AES-GCM is done with on this processor: the library's functions for it, which need nothing but a key.
struct starling_gcm_code {
    void (*expand128)(void);
    void (*expand256)(void);
    void (*seal128)(void);
    void (*seal256)(void);
    void (*open128)(void);
    void (*open256)(void);
    /// The instructions that were chosen, for the log. A constant.
    const char *instructions;
};

/// Chooses by what the processor can do. 0 when that is not enough, or the library is not there.
int starling_gcm_choose(struct starling_gcm_code *code);

/// The library's version, for the log. A constant.
const char *starling_gcm_version(void);

/// How much memory a key takes. It must be aligned to 64 bytes.
size_t starling_gcm_key_size(void);

/// Prepares `key`, memory as above, from a secret of 16 or 32 bytes.
void starling_gcm_key_set(
    void *key, const struct starling_gcm_code *code, const void *secret, size_t secret_size);

/// Encrypts `size` bytes of `plain` to `sealed`, and writes the 16 bytes of the tag over them and `aad`.
void starling_gcm_seal(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *plain, size_t size,
    void *sealed, void *tag);

/// Decrypts, and writes the 16 bytes that the tag should be; whether it is, is for the caller to say.
void starling_gcm_open(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *sealed, size_t size,
    void *plain, void *tag);
