"""One file with a whole installation: the database, what people uploaded, and a sealed list of what is in it."""
