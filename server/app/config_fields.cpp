#include "app/config_fields.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_values.hpp"

namespace tickerd::app {

ConfigFields::ConfigFields(const nlohmann::json& object, std::string_view parent,
                           std::string pointer, ConfigProblems& problems)
    : object_(object), pointer_(std::move(pointer)) {
  for (const auto& [key, value] : object.items()) {
    const auto here = this->pointer(pointer_step(key));
    const auto* const option = find_option(fmt::format("{}.{}", parent, key));
    if (option == nullptr || leaf_name(*option) != key) {
      problems.at_key(here, unknown_key(parent, key));
    } else if (option->kind != OptionKind::section && option->kind != OptionKind::decimals) {
      auto read = read_value(*option, value);
      if (read) {
        values_.emplace(key, *std::move(read));
      } else {
        problems.at_value(here, std::move(read.error()));
      }
    }
  }
}

bool ConfigFields::has(std::string_view key) const { return raw(key) != nullptr; }

const nlohmann::json* ConfigFields::raw(std::string_view key) const {
  const auto found = object_.find(key);
  return found == object_.end() ? nullptr : &*found;
}

}  // namespace tickerd::app
