#include "CIPSecMB.h"

#if defined(__x86_64__)

// Without it the header defines names such as SHA1, which are OpenSSL's too.
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>
#include <stdalign.h>

/// A key and the two functions that use it, so that a packet needs no more than this.
struct gcm_key {
    aes_gcm_enc_dec_t seal;
    aes_gcm_enc_dec_t open;
    alignas(64) struct gcm_key_data schedule;
};

static const char *instructions(const IMB_MGR *manager) {
    int has_vector_aes = (manager->features & IMB_FEATURE_VAES) != 0;
    switch (manager->used_arch) {
    case IMB_ARCH_SSE: return "SSE";
    case IMB_ARCH_AVX: return "AVX";
    case IMB_ARCH_AVX2: return has_vector_aes ? "AVX2, VAES" : "AVX2";
    case IMB_ARCH_AVX512: return has_vector_aes ? "AVX-512, VAES" : "AVX-512";
    default: return "unknown instructions";
    }
}

int starling_gcm_choose(struct starling_gcm_code *code) {
    IMB_MGR *manager = alloc_mb_mgr(0);
    if (!manager) return 0;
    init_mb_mgr_auto(manager, NULL);
    // Without the processor's AES instructions the library emulates them, for debugging.
    int is_usable = imb_get_errno(manager) == 0 && (manager->features & IMB_FEATURE_AESNI) != 0;
    if (is_usable) {
        code->expand128 = (void (*)(void))manager->gcm128_pre;
        code->expand256 = (void (*)(void))manager->gcm256_pre;
        code->seal128 = (void (*)(void))manager->gcm128_enc;
        code->seal256 = (void (*)(void))manager->gcm256_enc;
        code->open128 = (void (*)(void))manager->gcm128_dec;
        code->open256 = (void (*)(void))manager->gcm256_dec;
        code->instructions = instructions(manager);
    }
    free_mb_mgr(manager);
    return is_usable;
}

const char *starling_gcm_version(void) { return imb_get_version_str(); }

size_t starling_gcm_key_size(void) { return sizeof(struct gcm_key); }

void starling_gcm_key_set(
    void *memory, const struct starling_gcm_code *code, const void *secret, size_t secret_size) {
    struct gcm_key *key = memory;
    int is128 = secret_size == 16;
    key->seal = (aes_gcm_enc_dec_t)(is128 ? code->seal128 : code->seal256);
    key->open = (aes_gcm_enc_dec_t)(is128 ? code->open128 : code->open256);
    ((aes_gcm_pre_t)(is128 ? code->expand128 : code->expand256))(secret, &key->schedule);
}

void starling_gcm_seal(
    const void *memory, const void *nonce, const void *aad, size_t aad_size, const void *plain,
    size_t size, void *sealed, void *tag) {
    const struct gcm_key *key = memory;
    struct gcm_context_data context;
    key->seal(&key->schedule, &context, sealed, plain, size, nonce, aad, aad_size, tag, 16);
}

void starling_gcm_open(
    const void *memory, const void *nonce, const void *aad, size_t aad_size, const void *sealed,
    size_t size, void *plain, void *tag) {
    const struct gcm_key *key = memory;
    struct gcm_context_data context;
    key->open(&key->schedule, &context, plain, sealed, size, nonce, aad, aad_size, tag, 16);
}

#else

int starling_gcm_choose(struct starling_gcm_code *code) {
    (void)code;
    return 0;
}

const char *starling_gcm_version(void) { return "none"; }

size_t starling_gcm_key_size(void) { return 0; }

// Nobody gets here: without code there is no key.
void starling_gcm_key_set(
    void *key, const struct starling_gcm_code *code, const void *secret, size_t secret_size) {
    (void)key, (void)code, (void)secret, (void)secret_size;
    __builtin_trap();
}

void starling_gcm_seal(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *plain, size_t size,
    void *sealed, void *tag) {
    (void)key, (void)nonce, (void)aad, (void)aad_size, (void)plain, (void)size, (void)sealed, (void)tag;
    __builtin_trap();
}

void starling_gcm_open(
    const void *key, const void *nonce, const void *aad, size_t aad_size, const void *sealed,
    size_t size, void *plain, void *tag) {
    (void)key, (void)nonce, (void)aad, (void)aad_size, (void)sealed, (void)size, (void)plain, (void)tag;
    __builtin_trap();
}

#endif
