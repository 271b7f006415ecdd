"""RTP's AES-GCM as a Python object, for tests and fuzzing alone: nothing in the core uses it."""

from libc.stdint cimport uint8_t
from libc.string cimport memset

from sfu_core._testing_exact cimport Buffer
from sfu_core.gcm cimport GCM_SALT, GCM_TAG, Gcm, gcm_close, gcm_forget, gcm_open, gcm_seal, gcm_unseal

from sfu_core._testing_exact import Refused

CODES = {-1: "replayed", -2: "forged", -3: "refused"}


cdef class Direction:
    cdef Gcm gcm

    def __cinit__(self, bytes master, *, bint seals):
        memset(&self.gcm, 0, sizeof(self.gcm))
        if gcm_open(&self.gcm, master, <int>len(master) - GCM_SALT, seals) < 0:
            raise MemoryError

    def __dealloc__(self):
        gcm_close(&self.gcm)

    @property
    def streams(self):
        return self.gcm.count

    def seal(self, bytes packet):
        cdef Buffer d = Buffer(<int>len(packet) + GCM_TAG, packet)
        cdef int size = <int>len(packet)
        cdef int result = gcm_seal(&self.gcm, d.data, &size)
        if result < 0:
            raise Refused(CODES[result])
        return d.first(size)

    def unseal(self, bytes packet):
        cdef Buffer d = Buffer(<int>len(packet), packet)
        cdef int size = <int>len(packet)
        cdef int result = gcm_unseal(&self.gcm, d.data, &size)
        if result < 0:
            raise Refused(CODES[result])
        return d.first(size)

    def forget(self, ssrc):
        gcm_forget(&self.gcm, ssrc)
