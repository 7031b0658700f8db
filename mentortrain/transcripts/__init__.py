"""What somebody has learned, on one page: courses, live sessions, certificates, and training time."""
