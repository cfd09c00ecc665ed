#include "app/config_values.hpp"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rates/time.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;
using Value = std::expected<OptionValue, std::string>;

std::unexpected<std::string> expected_but(std::string_view expected, const json& value) {
  return std::unexpected(fmt::format("expected {}, got {}", expected, shown(value)));
}

bool is_within(const Option& option, std::int64_t number) {
  return (number >= option.least && number <= option.most) ||
         (number == 0 && option.takes_zero_too());
}

Value read_integer(const Option& option, const json& value) {
  const auto wanted =
      fmt::format("{}a whole number from {} to {}", option.takes_zero_too() ? "0 or " : "",
                  option.least, option.most);
  if (!value.is_number_integer()) return expected_but(wanted, value);
  // Beyond int64 is beyond every range.
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) {
    return expected_but(wanted, value);
  }
  const auto number = value.get<std::int64_t>();
  if (!is_within(option, number)) return expected_but(wanted, value);
  return number;
}

Value read_duration(const Option& option, const json& value) {
  using std::chrono::milliseconds;
  const auto wanted = fmt::format(
      "{}a duration from \"{}\" to \"{}\", such as \"250ms\", \"15m\", "
      "\"4d\"",
      option.takes_zero_too() ? "\"0s\" or " : "", rates::to_text(milliseconds(option.least)),
      rates::to_text(milliseconds(option.most)));
  if (!value.is_string()) return expected_but(wanted, value);
  const auto duration = rates::parse_duration(value.get_ref<const std::string&>());
  if (!duration || !is_within(option, duration->count())) return expected_but(wanted, value);
  return *duration;
}

Value read_choice(const Option& option, const json& value) {
  std::string wanted;
  for (const auto word : std::views::split(option.choices, ' ')) {
    const std::string_view choice(word.begin(), word.end());
    if (value.is_string() && value.get_ref<const std::string&>() == choice) {
      return std::string(choice);
    }
    wanted += fmt::format("{}\"{}\"", wanted.empty() ? "" : ", ", choice);
  }
  return expected_but(option.choices.contains(' ') ? "one of " + wanted : wanted, value);
}

Value read_texts(const json& value) {
  const auto is_text = [](const json& element) { return element.is_string(); };
  if (!value.is_array() || !std::ranges::all_of(value, is_text)) {
    return expected_but("a list of strings", value);
  }
  return value.get<std::vector<std::string>>();
}

Value read_decimal(const Option& option, const json& value) {
  const auto wanted =
      fmt::format("a number above zero and at most {}, such as \"12.5\"", option.most);
  if (!value.is_string() && !value.is_number()) return expected_but(wanted, value);
  // The shortest text that reads back as the number: what was written, short of superfluous digits.
  auto number = rates::Decimal::parse(value.is_string() ? value.get<std::string>() : value.dump());
  if (!number || !number->is_positive() || *number > rates::Decimal(option.most)) {
    return expected_but(wanted, value);
  }
  return *std::move(number);
}

}  // namespace

Value read_value(const Option& option, const json& value) {
  switch (option.kind) {
    case OptionKind::text:
      if (!value.is_string()) return expected_but("a string", value);
      return value.get<std::string>();
    case OptionKind::integer:
      return read_integer(option, value);
    case OptionKind::duration:
      return read_duration(option, value);
    case OptionKind::boolean:
      if (!value.is_boolean()) return expected_but("true or false", value);
      return value.get<bool>();
    case OptionKind::choice:
      return read_choice(option, value);
    case OptionKind::texts:
      return read_texts(value);
    case OptionKind::decimal:
      return read_decimal(option, value);
    case OptionKind::section:
    case OptionKind::list:
    case OptionKind::decimals:
      break;
  }
  return std::unexpected(fmt::format("{} has keys of its own", option.key));
}

std::string shown(const json& value) {
  constexpr std::size_t longest = 60;
  auto text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > longest) text = text.substr(0, longest) + "...";
  return text;
}

}  // namespace tickerd::app
