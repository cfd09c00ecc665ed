#include "feeds/poll_pace.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "feeds/date_pattern.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_pause = std::chrono::hours(1);

milliseconds longest_backoff(milliseconds every) {
  return every >= longest_pause ? longest_pause : std::min(every * 4, longest_pause);
}

}  // namespace

PollPace::PollPace(milliseconds every, std::uint64_t seed)
    : every_(std::max(every, milliseconds(1))),
      backoff_(std::min<milliseconds>(every_, std::chrono::seconds(30)), longest_backoff(every_),
               seed),
      random_(static_cast<std::minstd_rand::result_type>(seed % 2'147'483'647)) {}

milliseconds PollPace::random_up_to(milliseconds longest) {
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(0, longest.count())(random_));
}

milliseconds PollPace::first() {
  return random_up_to(std::min<milliseconds>(every_ / 10, std::chrono::seconds(1)));
}

milliseconds PollPace::after_success() {
  backoff_.succeeded();
  const auto tenth = every_ / 10;
  return every_ - tenth + random_up_to(tenth * 2);
}

milliseconds PollPace::after_failure(std::optional<milliseconds> retry_after) {
  backoff_.failed();
  const auto asked = std::min(retry_after.value_or(milliseconds(0)), longest_pause);
  return std::max(backoff_.next(), asked);
}

std::optional<milliseconds> parse_retry_after(std::string_view header, rates::Timestamp now) {
  const auto text = trim(header);
  if (text.empty()) return std::nullopt;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    int count = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
    return ec == std::errc() ? std::chrono::seconds(count) : longest_pause;
  }
  // "Sun, 06 Nov 1994 08:49:37 GMT": the weekday says nothing more.
  const auto comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  const std::vector<std::string> patterns = {"%d %b %Y %H:%M:%S GMT"};
  const auto at = read_date(patterns, text.substr(comma + 2));
  if (!at) return std::nullopt;
  return std::max(at->valid_until() - now, milliseconds(0));
}

}  // namespace tickerd::feeds
