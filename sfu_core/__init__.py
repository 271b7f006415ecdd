"""The native packet forwarder: STUN, SRTP, RTP and RTCP on threads that never hold the interpreter's lock."""
