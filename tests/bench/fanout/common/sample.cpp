#include "bench/fanout/common/sample.hpp"

#include <ctime>

#include <fmt/format.h>

namespace tickerd::bench {

std::string pair_name(std::size_t place) {
  const auto letter = [](std::size_t number) { return static_cast<char>('A' + number % 26); };
  return {letter(place), letter(place / 26), letter(place / 676), '/', 'U', 'S', 'D'};
}

std::string timestamp(std::int64_t us) {
  const std::time_t seconds = us / 1'000'000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     us / 1000 % 1000);
}

std::string update_text(std::uint64_t seq, std::uint64_t prev, std::int64_t us) {
  const auto rate = 11'000 + seq % 997;
  return fmt::format(
      R"({{"type":"update","epoch":"e1","seq":{},"prev":{},"ts":"{}","rates":[{{"pair":"{}",)"
      R"("rate":"0.{:06}","change":"0.00000010","change_pct":"0.08","basis":{{)"
      R"("kind":"previous_close","rate":"0.011000","as_of":"2026-05-18"}},"as_of":"2026-05-19",)"
      R"("fetched_at":"2026-05-19T05:02:11.480Z","source":"desk","status":"live","seq":{}}}]}})",
      seq, prev, timestamp(us), pair_name(0), rate, seq);
}

std::string text_frame(const std::string& text) {
  std::string frame("\x81");
  if (text.size() < 126) {
    frame += static_cast<char>(text.size());
  } else {
    frame += '\x7e';
    frame += static_cast<char>(text.size() >> 8);
    frame += static_cast<char>(text.size() & 0xff);
  }
  return frame += text;
}

}  // namespace tickerd::bench
