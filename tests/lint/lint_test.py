#!/usr/bin/env python3
"""Shows that each rule of this folder finds what it looks for, and nothing in good code.

usage: lint_test.py
"""
import contextlib
import io
import pathlib
import tempfile
import unittest

import coroutine_rules
import file_length
import floors
import hardening
import promises

GOOD_SOURCE = """#include "rates/pair.hpp"
#include <vector>
#include <fmt/format.h>
"""

# name, folder, file, text, a word of the expected problem or None
FLOOR_CASES = [
    ("down one floor", "stream", "hub.cpp", '#include "rates/pair.hpp"\n', None),
    ("own folder", "net", "tls.cpp", '#include "net/tls.hpp"\n', None),
    ("app may use all", "app", "main.cpp", '#include "http/listener.hpp"\n', None),
    ("domain with its libraries", "rates", "pair.cpp", GOOD_SOURCE, None),
    ("up", "rates", "desk.cpp", '#include "stream/hub.hpp"\n', "up"),
    ("up two floors", "net", "tls.cpp", '#include "http/listener.hpp"\n', "up"),
    ("sideways on floor 2", "stream", "hub.cpp", '#include "net/asio.hpp"\n', "sideways"),
    ("feeds and store do not know each other", "feeds", "a.cpp", '#include "store/log.hpp"\n', "sideways"),
    ("cluster does not know store", "cluster", "a.hpp", '#  include "store/log.hpp"\n', "sideways"),
    ("domain without JSON", "rates", "rate.cpp", "#include <nlohmann/json.hpp>\n", "rates may include"),
    ("domain without files", "rates", "rate.cpp", "#include <unistd.h>\n", "rates may include"),
    ("fan-out without Asio", "stream", "hub.cpp", "#include <boost/asio/post.hpp>\n", "no I/O"),
    ("fan-out without sockets", "stream", "hub.cpp", "#include <sys/socket.h>\n", "no I/O"),
    ("JSON inside a source", "feeds", "json.cpp", "#include <nlohmann/json.hpp>\n", None),
    ("JSON in a header", "feeds", "json.hpp", "#include <nlohmann/json.hpp>\n", ".cpp files"),
    ("Beast in a header", "http", "a.hpp", "#include <boost/beast/http.hpp>\n", ".cpp files"),
    ("link down", "stream", "CMakeLists.txt", "DEPENDS tickerd::rates)\n", None),
    ("link up", "rates", "CMakeLists.txt", "DEPENDS tickerd::app)\n", "up"),
    ("link sideways", "store", "CMakeLists.txt", "DEPENDS tickerd_feeds)\n", "sideways"),
]

# name, text, a word of the expected problem or None
COROUTINE_CASES = [
    ("result named first", "auto r = co_await read(a);\nif (r) return;\n", None),
    ("init-statement", "if (auto r = co_await read(a); r) return;\n", None),
    ("condition", "if (co_await read(a)) return;\n", "condition"),
    ("loop condition", "while (co_await read(a)) {\n  step();\n}\n", "condition"),
    ("braced temporary", "co_await send(Frame{1, 2});\n", "braced"),
    ("capturing lambda", "co_await run([this] { go(); });\n", "lambda"),
    ("ternary", "auto r = ok ? co_await read(a) : fail;\n", "?:"),
    ("chosen argument", 'co_await write(head, body ? view(*body) : "");\n', "?:"),
    ("in a comment", "// if (co_await read(a)) is wrong\n", None),
]

# name, second column, a word of the expected problem or None
PROMISE_CASES = [
    ("C++", "`unit/a_test.cpp` `Limits.AreKept`", None),
    ("a table in C++", "`unit/a_test.cpp` `Table.IsRight`", None),
    ("Python", "`e2e/test_a.py` `test_it_holds`", None),
    ("JavaScript", "`e2e/a.test.mjs` `it holds, too`", None),
    ("a whole file, and one test of another", "`fuzz`, `e2e/test_a.py` `test_it_holds`", None),
    ("no such file", "`unit/b_test.cpp`", "does not exist"),
    ("no such test in C++", "`unit/a_test.cpp` `Limits.Are`", "no test Limits.Are"),
    ("another suite", "`unit/a_test.cpp` `Bounds.AreKept`", "no test Bounds.AreKept"),
    ("no such test in Python", "`e2e/test_a.py` `test_it`", "no test test_it"),
    ("no such test in JavaScript", "`e2e/a.test.mjs` `it holds`", "no test it holds"),
    ("nothing", "nothing yet", "names no test"),
]
PROMISE_TESTS = {
    "unit/a_test.cpp": "TEST(Limits, AreKept) {}\nTEST_P(Table, IsRight) {}\n",
    "e2e/test_a.py": "def test_it_holds(self):\n",
    "e2e/a.test.mjs": "test('it holds, too', async t => {\n",
    "fuzz/a.cpp": "",
}

HARDENED_HEADERS = """  Type:                              DYN (Position-Independent Executable file)
  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x000000 RW  0x10
  GNU_RELRO      0x002da8 0x0000000000003da8 0x0000000000003da8 0x000258 0x000258 R   0x1
 0x000000000000001e (FLAGS)              BIND_NOW
"""
HARDENED_SYMBOLS = """     4: 0 0 FUNC    GLOBAL DEFAULT  UND __stack_chk_fail@GLIBC_2.4 (4)
     6: 0 0 FUNC    GLOBAL DEFAULT  UND __memcpy_chk@GLIBC_2.3.4 (5)
"""
HARDENED_CODE = hardening.ENDBR64 * hardening.FEW + hardening.STACK_PROBE

# what is there in the hardened program, what is there instead, the problem expected
HARDENING_CASES = [
    ("DYN (Position-Independent Executable file)", "EXEC (Executable file)", "PIE"),
    ("DYN (Position-Independent Executable file)", "DYN (Shared object file)", "PIE"),
    ("GNU_RELRO", "NOTE", "RELRO"),
    ("BIND_NOW", "ORIGIN", "BIND_NOW"),
    ("RW  0x10", "RWE 0x10", "noexecstack"),
    ("GNU_STACK", "NOTE", "noexecstack"),
    ("__stack_chk_fail", "abort", "-fstack-protector-strong"),
    ("__memcpy_chk", "memcpy", "_FORTIFY_SOURCE"),
    (hardening.ENDBR64, b"\x90", "-fcf-protection"),
    (hardening.STACK_PROBE, b"\x90", "-fstack-clash-protection"),
]


class Floors(unittest.TestCase):
    def test_arrows(self):
        for name, folder, file, text, expected in FLOOR_CASES:
            with self.subTest(name):
                found = [problem for _, problem in floors.file_problems(folder, file, text)]
                if expected is None:
                    self.assertEqual(found, [])
                else:
                    self.assertEqual(len(found), 1, found)
                    self.assertIn(expected, found[0])

    def test_walks_the_tree_and_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "server", "rates", "desk.cpp")
            source.parent.mkdir(parents=True)
            source.write_text('\n#include "stream/hub.hpp"\n', encoding="utf-8")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                self.assertEqual(floors.main(pathlib.Path(folder)), 1)
            self.assertTrue(printed.getvalue().startswith("server/rates/desk.cpp:2: "))


class Coroutines(unittest.TestCase):
    def test_statements(self):
        for name, text, expected in COROUTINE_CASES:
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                source = pathlib.Path(folder, "a.cpp")
                source.write_text(text, encoding="utf-8")
                found = [problem for _, problem in coroutine_rules.problems(source)]
                if expected is None:
                    self.assertEqual(found, [])
                else:
                    self.assertTrue(any(expected in problem for problem in found), found)


class Length(unittest.TestCase):
    def test_bound(self):
        with tempfile.TemporaryDirectory() as folder:
            web = pathlib.Path(folder, "web")
            (web / "node_modules").mkdir(parents=True)
            (web / "fits.ts").write_text("x\n" * 300, encoding="utf-8")
            (web / "long.ts").write_text("x\n" * 301, encoding="utf-8")
            (web / "node_modules" / "foreign.js").write_text("x\n" * 999, encoding="utf-8")
            found = list(file_length.too_long(pathlib.Path(folder)))
            self.assertEqual(found, [(pathlib.Path("web/long.ts"), 301)])


class Hardening(unittest.TestCase):
    def problems(self, was, instead):
        parts = [HARDENED_HEADERS, HARDENED_SYMBOLS, HARDENED_CODE]
        parts = [part.replace(was, instead) if type(part) is type(was) else part for part in parts]
        return list(hardening.missing(*parts, "x86_64"))

    def test_a_hardened_program_passes(self):
        self.assertEqual(self.problems("nothing of it", ""), [])

    def test_what_is_missing_is_named(self):
        for was, instead, expected in HARDENING_CASES:
            with self.subTest(expected, instead=instead):
                found = self.problems(was, instead)
                self.assertEqual([problem.split(":")[0] for problem in found], [expected])


class Promises(unittest.TestCase):
    def test_each_names_tests_that_exist(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in PROMISE_TESTS.items():
                (root / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
                (root / "tests" / name).write_text(text)
            (root / "docs").mkdir()
            for name, held_by, word in PROMISE_CASES:
                (root / "docs/promises.md").write_text(
                    f"| promise | held by |\n|---|---|\n| It holds | {held_by} |\n")
                found = [problem for _, problem in promises.problems(root)]
                with self.subTest(name):
                    self.assertEqual(len(found), 0 if word is None else 1, found)
                    self.assertIn(word or "", "".join(found))


if __name__ == "__main__":
    unittest.main()
