#include "feeds/poll_pace.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "feeds/date_pattern.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_pause = std::chrono::hours(1);

/// So many failures in a row are waited out as those of a source without a budget.
constexpr int quick_failures = 3;

milliseconds longest_backoff(milliseconds every) {
  return every >= longest_pause ? longest_pause : std::min(every * 3, longest_pause);
}

PollTimes sound(PollTimes times) {
  times.every = std::max(times.every, milliseconds(1));
  times.every_outside = std::max(times.every_outside, times.every);
  return times;
}

}  // namespace

PollPace::PollPace(PollTimes times, std::uint64_t seed)
    : times_(sound(std::move(times))),
      backoff_(std::min<milliseconds>(times_.every, std::chrono::seconds(30)),
               longest_backoff(times_.every), seed),
      random_(static_cast<std::minstd_rand::result_type>(seed % 2'147'483'647)) {
  fixed_ = random_up_to(std::min<milliseconds>(times_.every / 10, std::chrono::seconds(1)));
}

milliseconds PollPace::random_up_to(milliseconds longest) {
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(0, longest.count())(random_));
}

void PollPace::succeeded() {
  backoff_.succeeded();
  fixed_.reset();
  permille_ = std::uniform_int_distribution(900, 1100)(random_);
  opening_delay_ = random_up_to(times_.every / 10);
}

void PollPace::failed(std::optional<milliseconds> retry_after) {
  backoff_.failed();
  const auto asked = std::min(retry_after.value_or(milliseconds(0)), longest_pause);
  // A budget is meant for a source that answers: one lost request must not cost hours. The budget
  // itself bounds what is asked all the same.
  const auto spacing = backoff_.failures() > quick_failures ? times_.spacing : milliseconds(0);
  fixed_ = std::max({backoff_.next(), asked, spacing});
}

milliseconds PollPace::left(rates::Timestamp now, milliseconds elapsed) const {
  const auto pause = fixed_ ? *fixed_ : pause_after_success(now, elapsed);
  return std::max(pause - elapsed, milliseconds(0));
}

milliseconds PollPace::spread(milliseconds pause) const {
  return std::max(pause * permille_ / 1000, times_.spacing);
}

milliseconds PollPace::pause_after_success(rates::Timestamp now, milliseconds elapsed) const {
  const auto inside = spread(times_.every);
  if (times_.windows.always_open()) return inside;
  const auto outside = spread(times_.every_outside);
  const auto opening = times_.windows.opening(now);
  if (!opening) return outside;
  // Where the last poll stands on the wall clock as it goes now.
  const auto last = now - elapsed;
  return std::min(outside, std::max(inside, *opening + opening_delay_ - last));
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
