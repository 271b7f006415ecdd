"""Addresses of the functions that pylibsrtp's library exports."""

from sfu_core.includes.dl cimport RTLD_LOCAL, RTLD_NOLOAD, RTLD_NOW, dlopen, dlsym

import pylibsrtp
from pylibsrtp import _binding


cdef void *library_open() except NULL:
    cdef void *library = dlopen(<bytes>_binding.__file__.encode(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD)
    if library == NULL:
        raise ImportError(f"{_binding.__file__} is imported but not loaded")
    return library


cdef void *library_address(void *library, bytes name) except NULL:
    cdef void *found = dlsym(library, name)
    if found == NULL:
        raise ImportError(f"pylibsrtp {pylibsrtp.__version__} does not export {name.decode()}")
    return found
