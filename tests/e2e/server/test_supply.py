"""What the program is made of: what it says itself, and the bill of materials."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from tickerd import BINARY, DATA

SBOM = DATA.parent.parent / "scripts" / "sbom.sh"
LIBRARIES = {"boost", "cli11", "date", "fmt", "libsystemd", "liburing", "nlohmann-json", "openssl",
             "prometheus-cpp", "pugixml", "spdlog", "sqlite", "zlib"}


def said() -> dict:
    return json.loads(subprocess.run([BINARY, "version", "--json"], check=True, capture_output=True).stdout)


def write(program: str = BINARY, **environment) -> subprocess.CompletedProcess:
    return subprocess.run([SBOM, program], capture_output=True, text=True, timeout=60,
                          env=os.environ | environment)


class Version(unittest.TestCase):
    def test_each_library_is_named_with_its_version(self):
        libraries = said()["libraries"]
        self.assertEqual(set(libraries), LIBRARIES)
        for name, version in libraries.items():
            self.assertRegex(version, r"^\d+(\.\d+)*$", name)

    def test_versions_are_those_of_the_packages(self):
        for name, package in {"fmt": "libfmt-dev", "nlohmann-json": "nlohmann-json3-dev",
                              "pugixml": "libpugixml-dev", "spdlog": "libspdlog-dev",
                              "cli11": "libcli11-dev", "boost": "libboost1.81-dev"}.items():
            found = subprocess.run(["dpkg-query", "-W", "-f", "${source:Upstream-Version}", package],
                                   capture_output=True, text=True)
            if found.returncode == 0:  # else it was not built from Debian's packages
                upstream = re.match(r"[\d.]+", found.stdout)[0]
                self.assertEqual(said()["libraries"][name], upstream, package)


class BillOfMaterials(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = write()
        assert done.returncode == 0, done.stderr
        cls.bill = json.loads(done.stdout)

    def test_it_is_about_this_program(self):
        self.assertEqual((self.bill["bomFormat"], self.bill["specVersion"], self.bill["version"]),
                         ("CycloneDX", "1.5", 1))
        self.assertRegex(self.bill["metadata"]["timestamp"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        subject = self.bill["metadata"]["component"]
        self.assertEqual((subject["type"], subject["name"], subject["version"]),
                         ("application", "tickerd", said()["version"]))
        digest = hashlib.sha256(pathlib.Path(BINARY).read_bytes()).hexdigest()
        self.assertEqual(subject["hashes"], [{"alg": "SHA-256", "content": digest}])

    def test_it_holds_what_the_program_says_and_no_more(self):
        versions = {part["name"]: part["version"] for part in self.bill["components"]}
        self.assertEqual(versions, said()["libraries"])
        for part in self.bill["components"]:
            self.assertEqual(part["type"], "library")
            self.assertRegex(part["licenses"][0]["license"]["id"], r"^[A-Za-z0-9.-]+$", part["name"])

    def test_packages_are_named_by_url(self):
        packages = [part for part in self.bill["components"] if "purl" in part]
        self.assertTrue(packages)
        for part in packages:
            found = re.fullmatch(r"pkg:deb/debian/([a-z0-9.+-]+)@([\w.~%-]+)\?arch=\w+&distro=\w+-\w+",
                                 part["purl"])
            self.assertIsNotNone(found, part["purl"])
            # An epoch and Debian's own part of the version stand around the library's.
            self.assertIn(part["version"].removesuffix(".0"), found[2], part["purl"])

    def test_all_hang_together(self):
        references = [part["bom-ref"] for part in self.bill["components"]]
        self.assertEqual(len(set(references)), len(references))
        self.assertEqual(self.bill["dependencies"],
                         [{"ref": self.bill["metadata"]["component"]["bom-ref"], "dependsOn": references}])

    def test_a_set_date_makes_it_repeatable(self):
        first, second = (write(SOURCE_DATE_EPOCH="86400").stdout for _ in range(2))
        self.assertEqual(first, second)
        self.assertEqual(json.loads(first)["metadata"]["timestamp"], "1970-01-02T00:00:00Z")

    def test_a_library_that_it_does_not_know_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder, "tickerd")
            other.write_text('#!/bin/sh\necho \'{\n  "libraries": {\n    "leftpad": "1.0"\n  }\n}\'\n')
            other.chmod(0o755)
            done = write(str(other))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("leftpad", done.stderr)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
