"""Any picture becomes 28×28 digits, step by step."""
