#include "feeds/judge_value.hpp"

#include <fmt/format.h>

#include "feeds/date_pattern.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Decimal;
using rates::Errc;
using rates::fail;
using rates::Result;

constexpr auto furthest_date = std::chrono::days(7);
constexpr auto furthest_instant = std::chrono::minutes(5);

}  // namespace

Result<Decimal> read_number(std::string_view text, std::string_view marks) {
  std::string number(trim(text));
  const auto mark = number.find_first_of(".,");
  if (mark != std::string::npos) {
    if (!marks.contains(number[mark])) {
      return fail(Errc::bad_value,
                  fmt::format("expected the decimal mark {}, got {}", marks, excerpt(text, 40)));
    }
    number[mark] = '.';
  }
  return Decimal::parse(number);
}

Result<Decimal> positive(std::string_view name, std::string_view text, std::string_view marks) {
  static const Decimal smallest = *Decimal::parse("1e-15");
  static const Decimal largest = *Decimal::parse("1e15");
  const auto number = read_number(text, marks);
  if (!number || !number->is_positive()) {
    return fail(Errc::bad_value,
                fmt::format("{}: expected a number above zero, got {}", name, excerpt(text, 40)));
  }
  if (*number < smallest || *number > largest) {
    return fail(Errc::bad_value, fmt::format("{}: expected a number from 1e-15 to 1e15, got {}",
                                             name, excerpt(text, 40)));
  }
  return *number;
}

Result<rates::AsOf> checked_date(const DateMapping& mapping, const std::optional<std::string>& text,
                                 rates::Timestamp fetched_at) {
  if (!text) {
    return fail(Errc::bad_document, fmt::format("date: expected one at {}, got none", mapping.at));
  }
  auto as_of = read_date(mapping.patterns, *text);
  if (!as_of) {
    return fail(as_of.error().code,
                fmt::format("date at {}: {}", mapping.at, as_of.error().detail));
  }
  if (as_of->date() > std::chrono::floor<std::chrono::days>(fetched_at) + furthest_date) {
    return fail(
        Errc::bad_value,
        fmt::format("date at {}: date in the future: expected at most 7 days ahead of {}, got {}",
                    mapping.at, rates::to_string(fetched_at).substr(0, 10), as_of->text()));
  }
  if (!as_of->is_date() && as_of->valid_until() > fetched_at + furthest_instant) {
    return fail(Errc::bad_value,
                fmt::format("date at {}: instant in the future: expected at most 5 minutes ahead "
                            "of {}, got {}",
                            mapping.at, rates::to_string(fetched_at), as_of->text()));
  }
  return as_of;
}

}  // namespace tickerd::feeds
