#include "bench/fanout/load/message.hpp"

#include <charconv>
#include <chrono>
#include <functional>

#include "bench/fanout/load/inflate.hpp"
#include "bench/fanout/load/json_scanner.hpp"

namespace tickerd::bench {
namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  const auto* const begin = text.data() + from;
  const auto [end, error] = std::from_chars(begin, begin + count, number);
  if (error != std::errc{} || end != begin + count) return std::nullopt;
  return number;
}

/// "2026-05-19T05:02:11.480Z" in microseconds since 1970; one to six digits after the point.
std::optional<std::int64_t> read_timestamp(std::string_view text) {
  constexpr std::size_t whole = 19;  // up to the point
  if (text.size() < whole + 1 || text.back() != 'Z') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)});
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  std::int64_t us = ((days * 24 + *hour) * 60 + *minute) * 60 + *second;
  us *= 1'000'000;
  const auto fraction = text.substr(whole, text.size() - whole - 1);
  if (fraction.empty()) return us;
  if (fraction.front() != '.' || fraction.size() > 7) return std::nullopt;
  auto part = digits(fraction, 1, fraction.size() - 1);
  if (!part) return std::nullopt;
  for (auto place = fraction.size(); place < 7; ++place) *part *= 10;
  return us + *part;
}

/// Counts the elements of a list.
std::optional<std::uint32_t> count_elements(JsonScanner& json) {
  if (!json.take('[')) return std::nullopt;
  if (json.take(']')) return 0;
  std::uint32_t count = 0;
  do {
    if (!json.value()) return std::nullopt;
    ++count;
  } while (json.take(','));
  if (!json.take(']')) return std::nullopt;
  return count;
}

Message::Kind kind_of(std::string_view type) {
  if (type == "update") return Message::Kind::update;
  if (type == "heartbeat") return Message::Kind::heartbeat;
  if (type == "snapshot") return Message::Kind::snapshot;
  return Message::Kind::other;
}

bool read_field(JsonScanner& json, std::string_view name, Message& message) {
  if (name == "type") {
    const auto type = json.string();
    if (type) message.kind = kind_of(*type);
    return type.has_value();
  }
  if (name == "seq" || name == "prev") {
    const auto number = json.whole_number();
    if (!number) return false;
    if (name == "prev") {
      message.prev = number;
    } else {
      message.seq = *number;
    }
    return true;
  }
  if (name == "ts") {
    const auto text = json.string();
    const auto at = text ? read_timestamp(*text) : std::nullopt;
    message.ts_us = at.value_or(0);
    return at.has_value();
  }
  if (name == "rates") {
    const auto count = count_elements(json);
    message.rates = count.value_or(0);
    return count.has_value();
  }
  return json.value();
}

}  // namespace

std::optional<Message> read_message(std::string_view text) {
  JsonScanner json(text);
  Message message;
  if (!json.take('{')) return std::nullopt;
  do {
    const auto name = json.string();
    if (!name || !json.take(':') || !read_field(json, *name, message)) return std::nullopt;
  } while (json.take(','));
  if (!json.take('}') || !json.at_end()) return std::nullopt;
  return message;
}

const Message* MessageReader::read(std::string_view payload, bool deflated) {
  auto& known = known_[std::hash<std::string_view>{}(payload) % known_.size()];
  if (known.payload == payload && known.deflated == deflated && !payload.empty()) {
    return &known.message;
  }
  std::optional<Message> message;
  if (!deflated) {
    message = read_message(payload);
  } else if (const auto text = inflate_message(payload)) {
    message = read_message(*text);
  }
  if (!message) return nullptr;
  known = {.payload = std::string(payload), .deflated = deflated, .message = *message};
  return &known.message;
}

}  // namespace tickerd::bench
