"""People: a person is a number; name, sex and phone stand on the card that each organization keeps."""
