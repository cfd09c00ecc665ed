#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rates/decimal.hpp"

namespace tickerd::app {

struct Config;

/// Durations in the milliseconds that Option::least and most are in.
constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

/// What a key of the configuration holds.
enum class OptionKind {
  section,   ///< an object with keys of its own
  list,      ///< a list of objects with keys of their own
  text,      ///< a string
  integer,   ///< a whole number, `least` to `most`
  duration,  ///< a string like "250ms", "5s", "15m", "6h", "4d", `least` to `most` milliseconds
  boolean,   ///< true or false
  choice,    ///< one of `choices`
  texts,     ///< a list of strings
  decimal,   ///< a decimal above zero and at most `most`: a string, or a number
  decimals,  ///< an object: currency pair to decimal string
};

/// A value that has the type and range its option asks for.
using OptionValue = std::variant<std::string, std::int64_t, std::chrono::milliseconds, bool,
                                 std::vector<std::string>, rates::Decimal>;

/// One key of the configuration. The table of these drives the reading of files, environment and
/// overrides, the JSON Schema, the help and the document.
struct Option {
  std::string_view key;  ///< "limits.message_bytes"; "[]" is each element of a list: "feeds[].url"
  OptionKind kind = OptionKind::text;
  std::string_view fallback{};  ///< the default as JSON; empty: none
  std::string_view help{};      ///< one line: meaning and unit
  std::int64_t least = 0;
  std::int64_t most = 0;
  bool zero_is_none = false;   ///< 0 is good too, whatever `least` says: there is no limit then
  std::string_view choices{};  ///< separated by blanks
  bool required = false;       ///< the object it belongs to cannot be without it
  bool restart_only = false;   ///< a reload does not change it
  /// Puts a good value in its place; none for keys whose list is read as a whole.
  void (*store)(Config& config, const OptionValue& value) = nullptr;

  /// Whether 0 is good though `least` is more.
  constexpr bool takes_zero_too() const noexcept { return zero_is_none && least > 0; }
};

/// All of them: sections before their keys, as the document lists them.
std::span<const Option> options();
/// Those of the lists `pairs` and `feeds`, which options() has too.
std::span<const Option> list_options() noexcept;
/// Those of the section `access`, which options() has too.
std::span<const Option> access_options() noexcept;
/// Those of the section `limits`, which options() has too.
std::span<const Option> limit_options() noexcept;
/// The option of that key, or nullptr.
const Option* find_option(std::string_view key);
/// The options right below `parent` ("" for the top, "feeds[]" for a feed).
std::vector<const Option*> options_below(std::string_view parent);
/// The last part of an option's key: "message_bytes".
std::string_view leaf_name(const Option& option) noexcept;
/// "TICKERD_LIMITS_MESSAGE_BYTES"; empty for what cannot be set from the environment: sections and
/// keys within lists.
std::string environment_name(const Option& option);
/// What is said of `name`, found below `parent`, which has no such key: the nearest one, or all.
std::string unknown_key(std::string_view parent, std::string_view name);

}  // namespace tickerd::app
