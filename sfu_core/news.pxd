# What the worker's events say to Python. Event loop only.
from sfu_core.ring cimport RingRecord

# The event that a record of the ring holds; see records.py.
cdef object news_read(const RingRecord *record)
