"""What the programs here share: where the driver of the real program lies, and two hundred pairs."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e" / "server"))

PAIRS = [f"{chr(65 + i // 26)}{chr(65 + i % 26)}X/USD" for i in range(200)]
