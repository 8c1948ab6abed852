"""What a user wants to happen on an event: URL templates (placeholder); which of them, when, how often (plan)."""
