"""Windows without a screen. Whoever needs a real one starts it (tests.desktop)."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
