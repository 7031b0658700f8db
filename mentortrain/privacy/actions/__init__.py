"""What people do about their data: copies, erasure, and how long things stay."""
