# Intrusive circular lists. A head is a Link that links to itself; an unlinked Link has next NULL. All inline.

cdef struct Link:
    Link *next
    Link *previous
    void *owner          # the struct that holds this link; of a head: whoever the list belongs to

cdef inline void list_init(Link *head, void *owner) noexcept nogil:
    head.next = head
    head.previous = head
    head.owner = owner

cdef inline bint list_is_empty(const Link *head) noexcept nogil:
    return head.next == head

cdef inline bint is_linked(const Link *link) noexcept nogil:
    return link.next != NULL

cdef inline void list_append(Link *head, Link *link, void *owner) noexcept nogil:
    link.owner = owner
    link.next = head
    link.previous = head.previous
    head.previous.next = link
    head.previous = link

cdef inline void unlink(Link *link) noexcept nogil:
    """Take `link` out of its list; nothing when it is in none."""
    if link.next != NULL:
        link.previous.next = link.next
        link.next.previous = link.previous
        link.next = NULL
        link.previous = NULL
