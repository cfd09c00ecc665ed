#include "feeds/fields.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "feeds/text.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;

std::string shown(const json& value) {
  return bare_excerpt(value.dump(-1, ' ', true, json::error_handler_t::replace), 60);
}

}  // namespace

Fields::Fields(const json& value, std::string pointer)
    : value_(value), pointer_(std::move(pointer)) {
  if (!value_.is_object())
    wrong(pointer_, fmt::format("expected an object, got {}", shown(value_)));
}

std::string Fields::pointer(std::string_view key) const {
  return fmt::format("{}/{}", pointer_, key);
}

void Fields::wrong(std::string_view pointer, std::string_view what) {
  if (error_) return;
  const std::string_view where = pointer.empty() ? "/" : pointer;
  error_ = rates::Error{rates::Errc::bad_document, fmt::format("{}: {}", where, what)};
}

void Fields::take(const rates::Error& error) {
  if (!error_) error_ = error;
}

const json* Fields::member(std::string_view key, std::string_view expected, bool required) {
  known_.emplace_back(key);
  if (!value_.is_object()) return nullptr;
  const auto at = value_.find(key);
  if (at != value_.end()) return &*at;
  if (required) wrong(pointer(key), fmt::format("expected {}, got none", expected));
  return nullptr;
}

const json* Fields::maybe(std::string_view key) { return member(key, "a value", false); }

std::string Fields::text(std::string_view key) {
  const json* const value = member(key, "a string", true);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  wrong(pointer(key), fmt::format("expected a string, got {}", shown(*value)));
  return {};
}

std::optional<std::string> Fields::maybe_text(std::string_view key) {
  if (maybe(key) == nullptr) return std::nullopt;
  return text(key);
}

std::vector<std::string> Fields::maybe_texts(std::string_view key) {
  const json* const value = maybe(key);
  if (value == nullptr) return {};
  std::vector<std::string> texts;
  const bool good = value->is_array() &&
                    std::ranges::all_of(*value, [](const json& one) { return one.is_string(); });
  if (good) return value->get<std::vector<std::string>>();
  wrong(pointer(key), fmt::format("expected an array of strings, got {}", shown(*value)));
  return {};
}

std::optional<bool> Fields::maybe_flag(std::string_view key) {
  const json* const value = maybe(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  wrong(pointer(key), fmt::format("expected true or false, got {}", shown(*value)));
  return std::nullopt;
}

std::optional<int> Fields::maybe_count(std::string_view key, int least, int most) {
  const json* const value = maybe(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_number_unsigned()) {
    const auto count = value->get<std::uint64_t>();
    if (count >= static_cast<std::uint64_t>(least) && count <= static_cast<std::uint64_t>(most)) {
      return static_cast<int>(count);
    }
  }
  wrong(pointer(key),
        fmt::format("expected a whole number from {} to {}, got {}", least, most, shown(*value)));
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> Fields::maybe_duration(std::string_view key) {
  const auto written = maybe_text(key);
  if (!written) return std::nullopt;
  const auto duration = rates::parse_duration(*written);
  if (duration && duration->count() > 0) return *duration;
  wrong(pointer(key),
        fmt::format("expected a duration above zero like \"15m\", got {}", excerpt(*written, 40)));
  return std::nullopt;
}

std::optional<rates::Decimal> Fields::maybe_decimal(std::string_view key) {
  const auto written = maybe_text(key);
  if (!written) return std::nullopt;
  const auto number = rates::Decimal::parse(*written);
  if (number && number->is_positive()) return *number;
  wrong(pointer(key),
        fmt::format("expected a number above zero in quotes, got {}", excerpt(*written, 40)));
  return std::nullopt;
}

std::string Fields::word(std::string_view key, const std::vector<std::string>& words) {
  auto written = text(key);
  if (std::ranges::find(words, written) == words.end()) {
    wrong(pointer(key),
          fmt::format("expected {}, got {}", fmt::join(words, " or "), excerpt(written, 40)));
  }
  return written;
}

rates::Result<void> Fields::finish() {
  if (value_.is_object()) {
    for (const auto& [key, value] : value_.items()) {
      if (std::ranges::find(known_, key) != known_.end()) continue;
      const auto near = nearest(key, known_);
      wrong(pointer(bare_excerpt(key, 40)),
            near.empty() ? "unknown key"
                         : fmt::format("unknown key; did you mean {}?", excerpt(near)));
    }
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace tickerd::feeds
