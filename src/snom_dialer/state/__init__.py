"""What the program remembers by itself: small facts that may be lost without harm to what the user chose.

Not for: the user's choices (config), calls (journal), or knowing what a remembered fact means to a phone (phone gets
and returns remembered values, it never comes here for them).
"""
