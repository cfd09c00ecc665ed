"""What most tests start with: a source of rates, and a folder that outlives a server."""

import tempfile
import unittest

from source import Source


class Case(unittest.TestCase):
    def setUp(self):
        self.source = Source()
        self.addCleanup(self.source.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
