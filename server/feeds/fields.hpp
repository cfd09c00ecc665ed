#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "rates/decimal.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// Reads the members of one JSON object of a preset. The first thing that is wrong is kept, with
/// its JSON pointer; after it every answer is empty. finish() tells.
class Fields {
 public:
  /// `value` outlives this.
  Fields(const nlohmann::json& value, std::string pointer);

  std::string text(std::string_view key);
  std::optional<std::string> maybe_text(std::string_view key);
  std::vector<std::string> maybe_texts(std::string_view key);
  std::optional<bool> maybe_flag(std::string_view key);
  std::optional<int> maybe_count(std::string_view key, int least, int most);
  std::optional<std::chrono::milliseconds> maybe_duration(std::string_view key);
  std::optional<rates::Decimal> maybe_decimal(std::string_view key);
  /// One of `words`.
  std::string word(std::string_view key, const std::vector<std::string>& words);
  /// A member that is an object, an array or anything: nullptr when absent.
  const nlohmann::json* maybe(std::string_view key);

  std::string pointer(std::string_view key) const;
  void wrong(std::string_view pointer, std::string_view what);
  /// Takes over what is wrong in a part of this object.
  void take(const rates::Error& error);
  /// Fails with bad_document on the first wrong thing, or on a key that was never asked for.
  rates::Result<void> finish();

 private:
  const nlohmann::json* member(std::string_view key, std::string_view expected, bool required);

  const nlohmann::json& value_;
  std::string pointer_;
  std::vector<std::string> known_;
  std::optional<rates::Error> error_;
};

}  // namespace tickerd::feeds
