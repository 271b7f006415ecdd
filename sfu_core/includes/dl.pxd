cdef extern from "dlfcn.h" nogil:
    int RTLD_LAZY, RTLD_NOW, RTLD_NOLOAD, RTLD_LOCAL
    void *dlopen(const char *path, int flags) noexcept
    void *dlsym(void *handle, const char *symbol) noexcept
    int dlclose(void *handle) noexcept
    char *dlerror() noexcept
