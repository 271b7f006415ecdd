#include "engine.h"

#include <dlfcn.h>
#include <string.h>

/* The layout of srtp_policy_t in srtp.h of libsrtp 2.7; the package ships no header. */
typedef struct {
    uint32_t cipher_type;
    int cipher_key_len;
    uint32_t auth_type;
    int auth_key_len, auth_tag_len, sec_serv;
} CryptoPolicy;

typedef struct Policy {
    struct { int type; unsigned int value; } ssrc;
    CryptoPolicy rtp, rtcp;
    unsigned char *key;
    void **keys;
    unsigned long num_master_keys;
    void *deprecated_ekt;
    unsigned long window_size;
    int allow_repeat_tx;
    int *enc_xtn_hdr;
    int enc_xtn_hdr_count;
    struct Policy *next;
} Policy;

_Static_assert(sizeof(void *) != 8 || sizeof(Policy) == 128, "srtp_policy_t is laid out as in libsrtp 2.7");

enum { ANY_INBOUND = 2, ANY_OUTBOUND = 3, WINDOW = 1024 };

typedef int (*CryptFn)(void *session, void *packet, int *size);
typedef void (*SetFn)(CryptoPolicy *policy);

static int (*create)(void **session, const Policy *policy);
static int (*dealloc)(void *session);
static CryptFn protect, protect_rtcp, unprotect, unprotect_rtcp;
static SetFn set_cm, set_gcm128, set_gcm256;

int srtp_load(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (library == NULL)
        return -1;
    *(void **)&create = dlsym(library, "srtp_create");
    *(void **)&dealloc = dlsym(library, "srtp_dealloc");
    *(void **)&protect = dlsym(library, "srtp_protect");
    *(void **)&protect_rtcp = dlsym(library, "srtp_protect_rtcp");
    *(void **)&unprotect = dlsym(library, "srtp_unprotect");
    *(void **)&unprotect_rtcp = dlsym(library, "srtp_unprotect_rtcp");
    *(void **)&set_cm = dlsym(library, "srtp_crypto_policy_set_rtp_default");
    *(void **)&set_gcm128 = dlsym(library, "srtp_crypto_policy_set_aes_gcm_128_16_auth");
    *(void **)&set_gcm256 = dlsym(library, "srtp_crypto_policy_set_aes_gcm_256_16_auth");
    return create && dealloc && protect && protect_rtcp && unprotect && unprotect_rtcp && set_cm && set_gcm128 &&
                   set_gcm256
               ? 0
               : -1;
}

int srtp_open(Srtp *s, int profile, const uint8_t *key, bool inbound) {
    SetFn set = profile == 0x0007 ? set_gcm128 : profile == 0x0008 ? set_gcm256 : set_cm;
    Policy policy;
    memset(&policy, 0, sizeof(policy));
    set(&policy.rtp);
    set(&policy.rtcp);
    policy.ssrc.type = inbound ? ANY_INBOUND : ANY_OUTBOUND;
    policy.key = (unsigned char *)key;
    policy.window_size = WINDOW;
    return create(&s->session, &policy) == 0 ? 0 : -1;
}

void srtp_close(Srtp *s) {
    if (s->session != NULL)
        dealloc(s->session);
    s->session = NULL;
}

bool srtp_protect_rtp(Srtp *s, uint8_t *packet, int *size) { return protect(s->session, packet, size) == 0; }
bool srtp_protect_control(Srtp *s, uint8_t *packet, int *size) { return protect_rtcp(s->session, packet, size) == 0; }
bool srtp_unprotect_rtp(Srtp *s, uint8_t *packet, int *size) { return unprotect(s->session, packet, size) == 0; }
bool srtp_unprotect_control(Srtp *s, uint8_t *packet, int *size) {
    return unprotect_rtcp(s->session, packet, size) == 0;
}
