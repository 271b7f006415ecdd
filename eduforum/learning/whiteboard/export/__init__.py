"""Pages of a board as pictures: PNG and PDF, drawn by the server."""
