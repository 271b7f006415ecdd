/* What the compiler's trace points call (-fsanitize-coverage=trace-pc,trace-cmp): counts edges of one execution, remembers
   all that were ever seen, and collects the constants that input was compared with. Preloaded into Python; one thread. */
#include <stdint.h>
#include <string.h>

#define MAP_BITS 17
#define MAP_SIZE (1u << MAP_BITS)
#define CONSTANTS 1024

static uint8_t hits[MAP_SIZE];
static uint8_t seen[MAP_SIZE];          /* one bit a bucket of counts */
static uint32_t touched[MAP_SIZE];
static uint32_t touched_count;
static uint32_t edges;
static uint32_t last;
static int counting;

static uint64_t constants[CONSTANTS];
static uint8_t widths[CONSTANTS];
static uint32_t constant_count;

void __sanitizer_cov_trace_pc(void)
{
    uint64_t at = (uint64_t)__builtin_return_address(0) * 0x9E3779B97F4A7C15u;
    uint32_t here = (uint32_t)(at >> (64 - MAP_BITS));
    uint32_t edge = (here ^ last) & (MAP_SIZE - 1);
    if (!counting)
        return;
    last = here >> 1;
    if (hits[edge] == 0)
        touched[touched_count++] = edge;
    if (hits[edge] < 255)
        hits[edge]++;
}

static void remember(uint64_t value, uint8_t width)
{
    if (!counting || value < 16)
        return;
    for (uint32_t i = 0; i < constant_count; i++)
        if (constants[i] == value && widths[i] == width)
            return;
    if (constant_count < CONSTANTS) {
        constants[constant_count] = value;
        widths[constant_count++] = width;
    }
}

void __sanitizer_cov_trace_const_cmp1(uint8_t a, uint8_t b) { (void)b; remember(a, 1); }
void __sanitizer_cov_trace_const_cmp2(uint16_t a, uint16_t b) { (void)b; remember(a, 2); }
void __sanitizer_cov_trace_const_cmp4(uint32_t a, uint32_t b) { (void)b; remember(a, 4); }
void __sanitizer_cov_trace_const_cmp8(uint64_t a, uint64_t b) { (void)b; remember(a, 8); }
void __sanitizer_cov_trace_cmp1(uint8_t a, uint8_t b) { (void)a; (void)b; }
void __sanitizer_cov_trace_cmp2(uint16_t a, uint16_t b) { (void)a; (void)b; }
void __sanitizer_cov_trace_cmp4(uint32_t a, uint32_t b) { (void)a; (void)b; }
void __sanitizer_cov_trace_cmp8(uint64_t a, uint64_t b) { (void)a; (void)b; }
void __sanitizer_cov_trace_cmpf(float a, float b) { (void)a; (void)b; }
void __sanitizer_cov_trace_cmpd(double a, double b) { (void)a; (void)b; }

void __sanitizer_cov_trace_switch(uint64_t value, uint64_t *cases)
{
    (void)value;
    for (uint64_t i = 0; i < cases[0]; i++)
        remember(cases[2 + i], cases[1] <= 8 ? 1 : cases[1] <= 16 ? 2 : 4);
}

static uint8_t bucket(uint8_t count)
{
    return count < 4 ? 1 << (count - 1) : count < 8 ? 8 : count < 16 ? 16 : count < 32 ? 32 : count < 128 ? 64 : 128;
}

void coverage_begin(void)
{
    last = 0;
    counting = 1;
}

/* How many edges this execution took for the first time, or a new number of times. */
uint32_t coverage_end(void)
{
    uint32_t fresh = 0;
    counting = 0;
    for (uint32_t i = 0; i < touched_count; i++) {
        uint32_t edge = touched[i];
        uint8_t mark = bucket(hits[edge]);
        if (!(seen[edge] & mark)) {
            edges += seen[edge] == 0;
            seen[edge] |= mark;
            fresh++;
        }
        hits[edge] = 0;
    }
    touched_count = 0;
    return fresh;
}

uint32_t coverage_edges(void) { return edges; }

void coverage_forget(void)
{
    memset(seen, 0, sizeof(seen));
    edges = 0;
    constant_count = 0;
}

/* The next constant that was compared with, or 0 in `width`. */
uint64_t coverage_constant(uint32_t index, uint8_t *width)
{
    *width = index < constant_count ? widths[index] : 0;
    return index < constant_count ? constants[index] : 0;
}
