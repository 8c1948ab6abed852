"""The text face: one module per group of commands, loaded only when one of them is given."""
