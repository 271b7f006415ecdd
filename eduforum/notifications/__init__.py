"""What people are told outside of the page. Letters themselves are `eduforum/mail`, which every feature posts to."""
