"""Files: content-addressed per organization, sniffed, pictures re-encoded, written before the commit that names them."""
