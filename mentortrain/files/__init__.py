"""What people upload: kept by content, known by content, served only to those whose it is."""
