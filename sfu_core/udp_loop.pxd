# The worker thread's loop: waits for datagrams, commands and the clock; takes datagrams apart by their first byte
# (RFC 7983); sends what has gathered once a turn. It never takes the interpreter's lock and never waits for Python.
from sfu_core.context cimport Context
from sfu_core.ring cimport RingRecord

# Executes one command; False ends the loop.
ctypedef bint (*Execute)(Context *c, const RingRecord *record) noexcept nogil

# Returns when a command says so. 0, or a negative errno when epoll is not to be had.
cdef int loop_run(Context *c, Execute execute) noexcept nogil
# Executes what waits in the command ring. False when one of them ended the loop.
cdef bint loop_commands(Context *c, Execute execute) noexcept nogil
