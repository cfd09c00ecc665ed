#include "feeds/preset_text.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

std::string line(std::string_view name, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{:<10}{}\n", name, text);
}

std::string address(const Preset& preset, rates::Timestamp now) {
  if (preset.url.empty()) return "none: for bodies that are pushed";
  const auto filled = fill_url(preset.url, preset.time_zone, now, "any");
  const auto& url = filled ? filled->for_people : preset.url;
  std::string out = preset.request.method == "GET" ? url : preset.request.method + ' ' + url;
  if (!preset.fallback.urls.empty())
    out += fmt::format(", then {} others", preset.fallback.urls.size());
  return out;
}

/// "mon-fri", "sat, mon", "daily".
std::string days_text(const std::bitset<7>& days) {
  constexpr std::array names = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  if (days.all()) return "daily";
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!days.test(i)) continue;
    auto last = i;
    while (last + 1 < names.size() && days.test(last + 1)) ++last;
    runs.push_back(last == i ? names[i] : fmt::format("{}-{}", names[i], names[last]));
    i = last;
  }
  return fmt::format("{}", fmt::join(runs, ", "));
}

std::string time_text(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

std::string pace(const Preset& preset) {
  if (preset.url.empty()) return {};
  std::string out = fmt::format("every {}", rates::to_text(preset.every));
  for (const auto& window : preset.windows) {
    out += fmt::format("{}{} {} to {}", &window == preset.windows.data() ? " " : " and ",
                       days_text(window.days), time_text(window.from), time_text(window.until));
  }
  if (preset.every_outside > preset.every)
    out += fmt::format(", else every {}", rates::to_text(preset.every_outside));
  out += fmt::format(", for {} at most; {}", rates::to_text(preset.timeout), preset.time_zone);
  if (preset.budget) {
    out += fmt::format("; {} requests in {} days", preset.budget->requests,
                       preset.budget->per.count());
  }
  return out;
}

/// Whether two days of one month have addresses of their own.
bool is_by_day(const std::string& url) {
  const auto filled_for = [&url](int day) {
    const auto filled = fill_url(url, rates::Date(std::chrono::days(day)), "any");
    return filled ? filled->url : std::string();
  };
  return filled_for(0) != filled_for(1);
}

/// Where days gone by are had.
std::string past(const Preset& preset, rates::Timestamp now) {
  if (!preset.past) return {};
  const auto& [url, pause] = *preset.past;
  const auto filled = fill_url(url, preset.time_zone, now, "any");
  return fmt::format("{}, {}, {} apart at least", filled ? filled->for_people : url,
                     is_by_day(url) ? "for each day" : "for many days at once",
                     rates::to_text(pause));
}

std::string calendar(const Preset& preset, rates::Timestamp now) {
  if (!preset.calendar) return "none: never closed, never late";
  const auto due = preset.calendar->due_by(now);
  return fmt::format(
      "{} now; {}", preset.calendar->is_closed(now) ? "closed" : "open",
      due ? fmt::format("{} must be out by now", rates::to_string(*due)) : "nothing is ever late");
}

std::string format_name(Format format) {
  if (format == Format::json) return "json";
  return format == Format::xml ? "xml" : "csv";
}

/// The row of a mapping as an equation: "@Nominal CODE = Value KGS".
std::string equation(const Mapping& mapping) {
  const auto rate = mapping.pivot ? "cell"
                    : mapping.buy ? fmt::format("middle of {} and {}", *mapping.buy, *mapping.sell)
                    : mapping.rate->empty() ? "the row itself"
                                            : *mapping.rate;
  auto multiplier = mapping.multiplier.value_or("1");
  if (mapping.default_multiplier)
    multiplier += fmt::format(" or {}", mapping.default_multiplier->exact());
  if (mapping.pair) return fmt::format("{} of pair {} = {}", multiplier, *mapping.pair, rate);
  const auto code = mapping.pivot ? "column" : *mapping.code;
  const auto base = mapping.base->text();
  if (mapping.direction == Direction::code_per_base)
    return fmt::format("{} {} = {} of {}", multiplier, base, rate, code);
  return fmt::format("{} of {} = {} {}", multiplier, code, rate, base);
}

std::string reading(const Mapping& mapping) {
  const auto rows = mapping.format == Format::csv ? "lines"
                    : mapping.rows.empty()        ? "the document"
                                                  : mapping.rows;
  return fmt::format("{}, rows {}: {}; date {} of the {} as {}", format_name(mapping.format), rows,
                     equation(mapping), mapping.date.at, mapping.date.of_row ? "row" : "document",
                     fmt::join(mapping.date.patterns, " or "));
}

std::string limits(const Mapping& mapping) {
  auto out = fmt::format("fewer than {} rates", mapping.minimum_rows);
  for (const auto& code : mapping.required) out += fmt::format(", no {}", code);
  if (mapping.base_at)
    out += fmt::format(", another base than {} at {}", mapping.base->text(), *mapping.base_at);
  return out;
}

/// "/success is true", "/error is there".
std::string condition(const Condition& condition) {
  if (condition.is.empty()) return condition.at + " is there";
  return fmt::format("{} is {}", condition.at, fmt::join(condition.is, " or "));
}

std::string reply(const std::optional<StreamReply>& reply) {
  if (!reply) return {};
  auto out = condition(reply->when);
  if (reply->symbols) out += fmt::format(", of the symbols at {}", *reply->symbols);
  if (!reply->message.empty()) out += fmt::format("; {} says why", fmt::join(reply->message, ", "));
  return out;
}

/// What a stream has in the place of a pace and of what fails a table.
std::string stream_text(const Preset& preset) {
  const auto& form = *preset.stream;
  const auto asked = form.subscribe.empty()
                         ? std::string("subscribed to by the URL")
                         : fmt::format("subscribed to by {}", fmt::join(form.subscribe, ", "));
  const auto alive = form.keep_alive.empty() ? "a ping frame" : form.keep_alive;
  return line("url", preset.url) +
         line("streamed", fmt::format("pairs as {}{}, {}", form.symbol,
                                      form.lower ? " in lower case" : "", asked)) +
         line("frames", form.frames ? "quotes where " + condition(*form.frames)
                                    : "quotes in all but replies") +
         line("accepted", form.accepted ? "where " + reply(form.accepted) : "not confirmed") +
         line("refused", form.refused ? "where " + reply(form.refused) : "never said") +
         line("silence", fmt::format("dead after {} without a frame; {} is sent after half of it",
                                     rates::to_text(form.silence), alive));
}

std::string terms(const Preset& preset) {
  auto out = preset.attribution;
  if (preset.attribution_required) out += " (has to be shown)";
  if (!preset.terms_url.empty())
    out += fmt::format("{}{}", out.empty() ? "" : "; ", preset.terms_url);
  return out;
}

}  // namespace

std::string preset_notes(const Preset& preset) {
  std::vector<std::string> notes;
  if (preset.url.empty()) notes.emplace_back("for pushed bodies");
  if (preset.needs_key) notes.emplace_back("needs a key");
  if (!preset.republication) notes.emplace_back("not for republication");
  if (!preset.off_by_default.empty()) notes.push_back("off: " + preset.off_by_default);
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::string preset_text(const Preset& preset, rates::Timestamp now) {
  const auto how = preset.stream ? stream_text(preset)
                                 : line("url", address(preset, now)) + line("asked", pace(preset)) +
                                       line("past", past(preset, now));
  const auto refused = preset.stream ? std::string() : line("refused", limits(preset.mapping));
  return fmt::format("{}: {}\n", preset.name, preset.title) + how +
         line("calendar", calendar(preset, now)) + line("read", reading(preset.mapping)) + refused +
         line("terms", terms(preset)) + line("note", preset_notes(preset));
}

}  // namespace tickerd::feeds
