/* In place of libgupnp-igd: the one of Debian 12 brings libsoup 3 into a process, and simple-whip-client has libsoup 2,
   which refuses to share. libnice gets an object that maps no ports. */
void *g_object_new(unsigned long type, const char *first, ...);

enum { G_TYPE_OBJECT = 20 << 2 };

unsigned long gupnp_simple_igd_get_type(void) { return G_TYPE_OBJECT; }
void *gupnp_simple_igd_thread_new(void) { return g_object_new(G_TYPE_OBJECT, 0); }
void gupnp_simple_igd_add_port(void) {}
void gupnp_simple_igd_remove_port_local(void) {}
