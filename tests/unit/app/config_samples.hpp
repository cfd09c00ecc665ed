#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "app/config_loader.hpp"

namespace tickerd::app::test {

/// A configuration as the file "t.json" in a folder that is not there.
inline ConfigSource source(std::string text) {
  ConfigSource made;
  made.text = std::move(text);
  made.name = "t.json";
  made.folder = "/nowhere";
  return made;
}

/// One pair, one peg, and more keys: `more` starts with a comma when not empty.
inline ConfigSource minimal(const std::string& more = "") {
  return source(R"({"pairs": ["TMT/USD"], "feeds": [{"name": "peg", "kind": "fixed", )"
                R"("quotes": {"USD/TMT": "3.5"}}])" +
                more + "}");
}

/// All that is wrong, as it is printed; empty when all is good.
inline std::string problems(const ConfigSource& from) {
  const auto config = load_config(from);
  return config ? std::string() : describe(config.error(), from.name);
}

/// A configuration the test is sure of.
inline Config load(const ConfigSource& from) { return load_config(from).value(); }

/// A file of this repository.
inline std::filesystem::path repository_file(const std::string& name) {
  return std::filesystem::path(TICKERD_TEST_DATA).parent_path().parent_path() / name;
}

}  // namespace tickerd::app::test
