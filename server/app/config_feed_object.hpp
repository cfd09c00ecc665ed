#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "app/config_fields.hpp"
#include "app/config_problems.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// One element of /feeds while it is read. What it refers to outlives it.
struct FeedObject {
  FeedObject(const nlohmann::json& object, std::string pointer, const ConfigSource& from,
             ConfigProblems& found)
      : fields(object, "feeds[]", std::move(pointer), found), source(from), problems(found) {}

  /// Says that `key` is missing; `example` is the key with a good value. A bad value was reported
  /// already.
  void miss(std::string_view key, std::string_view example) {
    if (fields.has(key)) return;
    problems.at_value(fields.pointer(),
                      fmt::format("expected a key \"{}\", such as {}", key, example));
  }

  ConfigFields fields;
  const ConfigSource& source;
  ConfigProblems& problems;
  std::string name;  ///< as far as it can be made out, for pairs that refer to it
};

}  // namespace tickerd::app
