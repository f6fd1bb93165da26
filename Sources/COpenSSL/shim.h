// OpenSSL's functions import as they are; what it hides in macros is given a function here.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static inline int starling_tls_set_minimum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline long starling_tls_set_mode(SSL_CTX *context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

static inline uint64_t starling_tls_set_options(SSL_CTX *context) {
    // No renegotiation: a peer could make us do key exchanges for ever. No compression: CRIME.
    return SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
            | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
}

static inline void starling_bio_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void starling_bio_set_retry_write(BIO *bio) { BIO_set_retry_write(bio); }
static inline void starling_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }

/// A fresh P-256 key.
static inline EVP_PKEY *starling_make_p256_key(void) { return EVP_EC_gen("P-256"); }

static inline void starling_tls_set_server_name(SSL *session, const char *name) {
    SSL_set_tlsext_host_name(session, name);
}

/// Chooses the hash of an HMAC.
static inline int starling_hmac_use_sha1(EVP_MAC_CTX *state) {
    char name[] = "SHA1";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(state, parameters);
}
