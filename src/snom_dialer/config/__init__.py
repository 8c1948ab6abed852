"""What the user chose: every option declared once, and the one file that holds the choices.

Not for: what the program remembers by itself (state), calls (journal), or doing anything about a choice.
"""
