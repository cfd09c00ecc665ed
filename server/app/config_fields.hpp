#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "app/config_options.hpp"
#include "app/config_problems.hpp"

namespace tickerd::app {

/// The keys of one object within a list, checked against the option table: unknown keys and values
/// of a wrong type or range are reported, the good ones are at hand. The object outlives it.
class ConfigFields {
 public:
  /// `parent` is the options' common key, "feeds[]"; `pointer` is where the object stands.
  ConfigFields(const nlohmann::json& object, std::string_view parent, std::string pointer,
               ConfigProblems& problems);

  const std::string& pointer() const noexcept { return pointer_; }
  std::string pointer(std::string_view key) const { return pointer_ + '/' + std::string(key); }
  /// Whether the key is there, even with a bad value.
  bool has(std::string_view key) const;
  /// The value as it was written, or nullptr.
  const nlohmann::json* raw(std::string_view key) const;
  /// The good value of the key, or nullptr.
  const std::string* text(std::string_view key) const { return value<std::string>(key); }
  const std::int64_t* integer(std::string_view key) const { return value<std::int64_t>(key); }
  const bool* boolean(std::string_view key) const { return value<bool>(key); }
  const std::chrono::milliseconds* duration(std::string_view key) const {
    return value<std::chrono::milliseconds>(key);
  }
  const rates::Decimal* decimal(std::string_view key) const { return value<rates::Decimal>(key); }
  const std::vector<std::string>* texts(std::string_view key) const {
    return value<std::vector<std::string>>(key);
  }

 private:
  template <class T>
  const T* value(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : std::get_if<T>(&found->second);
  }

  const nlohmann::json& object_;
  std::string pointer_;
  std::map<std::string, OptionValue, std::less<>> values_;
};

}  // namespace tickerd::app
