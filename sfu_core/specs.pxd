# Specifications of records.py, checked and read into the structs that the worker thread owns. Event loop only.
from libc.stdint cimport int64_t
from sfu_core.icelite cimport IceNames
from sfu_core.producer cimport ProducerOptions
from sfu_core.slot cimport SlotOptions

# Raise ValueError, naming the field.
cdef check_range(str name, int64_t value, int64_t low, int64_t high)
cdef check_size(str name, bytes value, int low, int high)
cdef read_producer(object spec, ProducerOptions *out)
cdef read_slot(object spec, SlotOptions *out)
# ICE credentials (RFC 8839 section 5.4), whose bytes must outlive *out.
cdef read_names(bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd, IceNames *out)
