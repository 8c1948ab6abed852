"""What PyInstaller packs of phonenumbers, in place of everything: the rules for numbers, imported by their names.

Not for: the names of towns, carriers and time zones, 40 MB that nobody asks for.
"""

from PyInstaller.utils.hooks import collect_submodules

hiddenimports = [*collect_submodules("phonenumbers.data"), *collect_submodules("phonenumbers.shortdata")]
