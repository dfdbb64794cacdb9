"""One practice in full, its history, and practices side by side."""
