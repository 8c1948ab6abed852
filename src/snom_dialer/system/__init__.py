"""What differs per operating system, one small module each."""
