#include "app/config_document.hpp"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "app/config_options.hpp"
#include "rates/time.hpp"

namespace tickerd::app {
namespace {

constexpr std::string_view introduction = R"(# Configuration

<!-- Made from the option table (server/app/config_options.cpp); a test compares the two. -->

`tickerd serve` reads one JSON file, in which `//` and `/* */` comments are allowed. It takes the first of

1. the file named by `--config FILE`,
2. the file named by the environment variable `TICKERD_CONFIG`,
3. `./tickerd.json`,
4. `$XDG_CONFIG_HOME/tickerd/tickerd.json` (`~/.config/tickerd/tickerd.json` when the variable is not set),
5. `/etc/tickerd/tickerd.json`,
6. the demo that is compiled in: recorded days, on this host only.

What is in the file can be overridden, the later the stronger: file, environment, command line.

```sh
TICKERD_LISTEN_PORT=8081 tickerd serve --config tickerd.json --set feeds.0.every=5m --set log.level=debug
```

- **Environment**: each key outside lists has a variable, named in the tables below. Lists of strings may be
  separated by commas, `TICKERD_PAIRS=KGS/USD,KZT/USD`; other lists are JSON. Variables that are nobody's are ignored.
- **`--set KEY=VALUE`**: any key; steps are separated by dots, list elements counted from 0, and the index after the
  last appends: `--set 'feeds.2={"preset":"nbt"}'`, `--set pairs.0.precision.decimals=5`. A value is JSON where it can
  be read so, else text.
- **Paths**: relative ones in the file start at the file; `data_dir` and those of `tls`, given in the environment or
  by `--set`, at the working folder.
- **Durations** are a whole number and a unit: `250ms`, `5s`, `15m`, `6h`, `4d`.

`tickerd check` reads everything, presets and recordings included, and reports all problems at once: JSON pointer,
line, column, what was expected, and for an unknown key the nearest valid one. The exit code is 78 when there is any.

```
tickerd.json:12:5: /feeds/0/evry: unknown key, did you mean "every"?
```

`tickerd config schema` prints the JSON Schema, for editors: `"$schema": "./tickerd.schema.json"`.

Secrets are never in the file itself: `key_env`, `key_file`, `token_env`, `token_file`, `secret_env` and `secret_file` say
where they are. They are read with the configuration, and never logged.

SIGHUP has the running server read its configuration again: all of it is taken, or on any problem nothing,
and no subscriber is dropped. A key marked *restart* keeps its value until then; the log names those.

## A whole configuration

```jsonc
{
  "listen": {"address": "0.0.0.0", "port": 8080},
  "operations": {"address": "127.0.0.1", "port": 9464},
  "data_dir": "/var/lib/tickerd",
  "pairs": ["KGS/USD", {"pair": "UZS/USD", "precision": {"significant": 5}, "max_age": "4d"}],
  "feeds": [
    {"preset": "nbkr"},
    {"preset": "nbk", "name": "nbk-mirror", "url": "http://127.0.0.1:9000/nbk.xml", "every": "15m", "timeout": "10s"},
    {"name": "desk", "kind": "pushed", "enabled": false, "token_file": "/etc/tickerd/desk.token"},
    {"name": "tmt-peg", "kind": "fixed", "quotes": {"USD/TMT": "3.5"}}
  ]
}
```
)";

std::string_view or_none(const Option& option) { return option.takes_zero_too() ? "0 or " : ""; }

std::string type_of(const Option& option) {
  using std::chrono::milliseconds;
  switch (option.kind) {
    case OptionKind::integer:
      return fmt::format("integer, {}{} to {}", or_none(option), option.least, option.most);
    case OptionKind::duration:
      return fmt::format("duration, {}{} to {}", or_none(option),
                         rates::to_text(milliseconds(option.least)),
                         rates::to_text(milliseconds(option.most)));
    case OptionKind::choice: {
      std::string words = "`";
      for (const char letter : option.choices)
        words += letter == ' ' ? "`, `" : std::string(1, letter);
      return words + '`';
    }
    case OptionKind::boolean:
      return "`true`, `false`";
    case OptionKind::texts:
      return "list of strings";
    case OptionKind::decimal:
      return fmt::format("decimal, above 0 to {}", option.most);
    case OptionKind::decimals:
      return "pairs and decimal strings";
    case OptionKind::section:
      return "object";
    case OptionKind::list:
      return "list of objects";
    case OptionKind::text:
      break;
  }
  return "string";
}

std::string row(const Option& option) {
  const auto variable = environment_name(option);
  const auto notes = fmt::format("{}{}{}", option.help, option.required ? ". Required" : "",
                                 option.restart_only ? " (*restart*)" : "");
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", option.key, type_of(option),
                     option.fallback.empty() ? "" : fmt::format("`{}`", option.fallback),
                     variable.empty() ? "" : fmt::format("`{}`", variable), notes);
}

/// The rows of `parent` and of the sections within it, in the order of the table.
void add_rows(std::string_view parent, std::string& text) {
  for (const auto* const option : options_below(parent)) {
    text += row(*option);
    if (option->kind == OptionKind::section) add_rows(option->key, text);
  }
}

std::string table_below(std::string_view parent) {
  std::string text = "| key | type | default | environment | meaning |\n|---|---|---|---|---|\n";
  add_rows(parent, text);
  return text;
}

/// One line: "NAME=DEFAULT" in a column, then the help.
std::string help_line(std::string_view name, const Option& option) {
  return fmt::format("  {:<44} {}\n", fmt::format("{}={}", name, option.fallback), option.help);
}

}  // namespace

std::string config_document() {
  std::string text(introduction);
  text += "\n## Keys of the file\n\n" + table_below("");
  text +=
      "\n## Keys of a pair\n\nAn element of `pairs` is a string like `\"KGS/USD\"` or an "
      "object.\n\n" +
      table_below("pairs[]");
  text +=
      "\n## Keys of a feed\n\nAn element of `feeds`. The order of feeds is their preference: a "
      "pair is "
      "taken from the first that has it, directly or turned over, and crossed from others only "
      "when none "
      "has it. Presets and how to write one: [feeds.md](feeds.md).\n\n" +
      table_below("feeds[]");
  text +=
      "\n## Keys of a token\n\nAn element of `access.tokens`. Who may read what: "
      "[access.md](access.md).\n\n" +
      table_below("access.tokens[]");
  text += "\n## Keys of a signing key\n\nAn element of `access.jwt.keys`.\n\n" +
          table_below("access.jwt.keys[]");
  return text;
}

std::string config_help() {
  std::string text;
  for (const auto& option : options()) {
    if (option.kind != OptionKind::section) text += help_line(option.key, option);
  }
  return text;
}

std::string environment_help() {
  std::string text;
  for (const auto& option : options()) {
    if (const auto name = environment_name(option); !name.empty()) text += help_line(name, option);
  }
  return text;
}

}  // namespace tickerd::app
