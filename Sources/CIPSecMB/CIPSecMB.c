#define _DEFAULT_SOURCE
#include "CIPSecMB.h"

#if defined(__x86_64__)

// Without it the header defines names such as SHA1, which are OpenSSL's too.
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>
#include <stdalign.h>
#include <string.h>

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

int starling_mb_choose(struct starling_mb_code *code) {
    IMB_MGR *manager = alloc_mb_mgr(0);
    if (!manager) return 0;
    init_mb_mgr_auto(manager, NULL);
    // Without the processor's AES instructions the library emulates them, for debugging.
    int is_usable = imb_get_errno(manager) == 0 && (manager->features & IMB_FEATURE_AESNI) != 0;
    if (is_usable) {
        code->gcm_expand128 = (void (*)(void))manager->gcm128_pre;
        code->gcm_expand256 = (void (*)(void))manager->gcm256_pre;
        code->gcm_seal128 = (void (*)(void))manager->gcm128_enc;
        code->gcm_seal256 = (void (*)(void))manager->gcm256_enc;
        code->gcm_open128 = (void (*)(void))manager->gcm128_dec;
        code->gcm_open256 = (void (*)(void))manager->gcm256_dec;
        code->counter_expand = (void (*)(void))manager->keyexp_128;
        code->sha1_block = (void (*)(void))manager->sha1_one_block;
        code->instructions = instructions(manager);
    }
    free_mb_mgr(manager);
    return is_usable;
}

const char *starling_mb_version(void) { return imb_get_version_str(); }

size_t starling_gcm_key_size(void) { return sizeof(struct gcm_key); }

void starling_gcm_key_set(
    void *memory, const struct starling_mb_code *code, const void *secret, size_t secret_size) {
    struct gcm_key *key = memory;
    int is128 = secret_size == 16;
    key->seal = (aes_gcm_enc_dec_t)(is128 ? code->gcm_seal128 : code->gcm_seal256);
    key->open = (aes_gcm_enc_dec_t)(is128 ? code->gcm_open128 : code->gcm_open256);
    ((aes_gcm_pre_t)(is128 ? code->gcm_expand128 : code->gcm_expand256))(secret, &key->schedule);
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

/// AES round keys, and SHA-1 after the inner and the outer block of HMAC.
struct counter_key {
    alignas(64) uint8_t cipher[11 * 16];
    alignas(16) uint8_t inner[IMB_SHA1_DIGEST_SIZE_IN_BYTES];
    alignas(16) uint8_t outer[IMB_SHA1_DIGEST_SIZE_IN_BYTES];
};

size_t starling_counter_key_size(void) { return sizeof(struct counter_key); }

void starling_counter_key_set(
    void *memory, const struct starling_mb_code *code, const void *cipher_secret, const void *code_secret) {
    struct counter_key *key = memory;
    // The library makes the keys for decryption along with the others; nobody needs them.
    alignas(16) uint8_t unused[11 * 16];
    ((keyexp_t)code->counter_expand)(cipher_secret, key->cipher, unused);
    uint8_t block[64] = {0};
    memcpy(block, code_secret, 20);
    for (int i = 0; i < 64; i++) block[i] ^= 0x36;
    ((hash_one_block_t)code->sha1_block)(block, key->inner);
    for (int i = 0; i < 64; i++) block[i] ^= 0x36 ^ 0x5C;
    ((hash_one_block_t)code->sha1_block)(block, key->outer);
    explicit_bzero(unused, sizeof unused);
    explicit_bzero(block, sizeof block);
}

void *starling_lanes_create(void) {
    IMB_MGR *manager = alloc_mb_mgr(0);
    if (!manager) return NULL;
    init_mb_mgr_auto(manager, NULL);
    if (imb_get_errno(manager) == 0) return manager;
    free_mb_mgr(manager);
    return NULL;
}

void starling_lanes_destroy(void *lanes) { free_mb_mgr(lanes); }

/// Octets of the code that are sent.
enum { sent_code = 10 };

/// Takes over what the library is done with, and what it is done with besides.
static void finish(IMB_MGR *manager, IMB_JOB *done) {
    for (; done; done = IMB_GET_COMPLETED_JOB(manager)) {
        struct starling_counter_job *job = done->user_data;
        if (done->status != IMB_STATUS_COMPLETED) continue;
        memcpy(job->packet + job->size, done->user_data2, sent_code);
        job->is_sealed = 1;
    }
}

static void submit(IMB_MGR *manager, struct starling_counter_job *job, uint8_t *tag) {
    const struct counter_key *key = job->key;
    // The code goes over the rollover counter too, which is behind the packet until the code itself is.
    memcpy(job->packet + job->size, &job->rollover, 4);
    job->is_sealed = 0;
    IMB_JOB *next = IMB_GET_NEXT_JOB(manager);
    next->cipher_mode = IMB_CIPHER_CNTR;
    next->cipher_direction = IMB_DIR_ENCRYPT;
    next->hash_alg = IMB_AUTH_HMAC_SHA_1;
    next->chain_order = IMB_ORDER_CIPHER_HASH;
    next->enc_keys = key->cipher;
    next->dec_keys = key->cipher;
    next->key_len_in_bytes = 16;
    next->src = job->packet;
    next->dst = job->packet + job->header_size;
    next->cipher_start_src_offset_in_bytes = job->header_size;
    next->msg_len_to_cipher_in_bytes = job->size - job->header_size;
    next->hash_start_src_offset_in_bytes = 0;
    next->msg_len_to_hash_in_bytes = job->size + 4;
    next->iv = (const uint8_t *)job->block;
    next->iv_len_in_bytes = sizeof job->block;
    next->auth_tag_output = tag;
    next->auth_tag_output_len_in_bytes = IMB_SHA1_DIGEST_SIZE_IN_BYTES;
    next->u.HMAC._hashed_auth_key_xor_ipad = key->inner;
    next->u.HMAC._hashed_auth_key_xor_opad = key->outer;
    next->user_data = job;
    next->user_data2 = tag;
    finish(manager, IMB_SUBMIT_JOB(manager));
}

size_t starling_lanes_seal(void *lanes, struct starling_counter_job *jobs, size_t count) {
    // Codes are kept until their packet is done with.
    uint8_t tags[starling_lanes_batch][IMB_SHA1_DIGEST_SIZE_IN_BYTES];
    if (count > starling_lanes_batch) return 0;
    for (size_t i = 0; i < count; i++) submit(lanes, &jobs[i], tags[i]);
    for (IMB_JOB *done; (done = IMB_FLUSH_JOB((IMB_MGR *)lanes));) finish(lanes, done);
    size_t sealed = 0;
    for (size_t i = 0; i < count; i++) sealed += jobs[i].is_sealed;
    return sealed;
}

#else

int starling_mb_choose(struct starling_mb_code *code) {
    (void)code;
    return 0;
}

const char *starling_mb_version(void) { return "none"; }

size_t starling_gcm_key_size(void) { return 0; }

// Nobody gets here: without code there is no key.
void starling_gcm_key_set(
    void *key, const struct starling_mb_code *code, const void *secret, size_t secret_size) {
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

size_t starling_counter_key_size(void) { return 0; }

void starling_counter_key_set(
    void *key, const struct starling_mb_code *code, const void *cipher_secret, const void *code_secret) {
    (void)key, (void)code, (void)cipher_secret, (void)code_secret;
    __builtin_trap();
}

void *starling_lanes_create(void) { return NULL; }

void starling_lanes_destroy(void *lanes) { (void)lanes; }

size_t starling_lanes_seal(void *lanes, struct starling_counter_job *jobs, size_t count) {
    (void)lanes, (void)jobs, (void)count;
    __builtin_trap();
}

#endif
