#include "feeds/preset.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/fields.hpp"
#include "feeds/parse_mapping.hpp"
#include "feeds/parse_stream.hpp"
#include "feeds/preset_schedule.hpp"
#include "feeds/text.hpp"
#include "feeds/url_template.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;
using rates::Errc;
using rates::fail;

constexpr std::size_t most_bytes = 1024 * 1024;
constexpr std::chrono::milliseconds shortest_past_pause = std::chrono::seconds(1);
constexpr std::chrono::milliseconds longest_past_pause = std::chrono::hours(1);

bool is_url(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

rates::Result<json> parse_text(std::string_view text) {
  if (text.size() > most_bytes) return fail(Errc::too_large, "expected at most 1 MiB");
  try {
    return json::parse(text, nullptr, true, true);
  } catch (const json::exception& wrong) {
    std::string_view what = wrong.what();
    if (what.starts_with('[')) what.remove_prefix(std::min(what.find("] ") + 2, what.size()));
    return fail(Errc::bad_document, fmt::format("broken JSON: {}", bare_excerpt(what, 200)));
  }
}

void check_url(const std::string& url, std::string_view pointer, Fields& fields) {
  if (is_url(url)) return;
  fields.wrong(pointer, fmt::format("expected http:// or https://, got {}", excerpt(url, 60)));
}

/// Puts what was read into `into`, or what is wrong with it into `fields`.
template <class Value, class Into>
void keep(rates::Result<Value> value, Into& into, Fields& fields) {
  if (value) {
    into = *std::move(value);
  } else {
    fields.take(value.error());
  }
}

rates::Result<RequestForm> parse_request(const json& value, const std::string& pointer) {
  Fields fields(value, pointer);
  RequestForm form;
  if (fields.maybe("method") != nullptr) form.method = fields.word("method", {"GET", "POST"});
  form.body = fields.maybe_text("body").value_or("");
  if (!form.body.empty() && form.method != "POST")
    fields.wrong(fields.pointer("body"), "expected none without method \"POST\"");
  if (const auto* headers = fields.maybe("headers")) {
    Fields names(*headers, fields.pointer("headers"));
    if (headers->is_object()) {
      for (const auto& [name, unused] : headers->items())
        form.headers.emplace_back(name, names.text(name));
    }
    if (auto good = names.finish(); !good) fields.take(good.error());
  }
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  return form;
}

rates::Result<PastForm> parse_past(const json& value, const std::string& pointer) {
  Fields fields(value, pointer);
  PastForm form;
  form.url = fields.text("url");
  const auto url = fields.pointer("url");
  check_url(form.url, url, fields);
  const auto filled = fill_url(form.url, rates::Date(), "any");
  if (!filled) fields.wrong(url, filled.error().detail);
  form.pause = fields.maybe_duration("pause").value_or(form.pause);
  if (form.pause < shortest_past_pause || form.pause > longest_past_pause) {
    fields.wrong(fields.pointer("pause"),
                 fmt::format("expected 1s to 1h, got {}", rates::to_text(form.pause)));
  }
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  return form;
}

/// How often it is asked, and what bounds that.
void parse_pace(Fields& fields, Preset& preset) {
  preset.every = fields.maybe_duration("every").value_or(std::chrono::minutes(15));
  preset.timeout = fields.maybe_duration("timeout").value_or(std::chrono::seconds(10));
  const auto outside = fields.maybe_duration("every_outside");
  preset.every_outside = outside.value_or(preset.every);
  if (preset.every_outside < preset.every) {
    fields.wrong("/every_outside",
                 fmt::format("expected at least every, {}, got {}", rates::to_text(preset.every),
                             rates::to_text(preset.every_outside)));
  }
  if (const auto* value = fields.maybe("windows")) {
    keep(parse_windows(*value, "/windows"), preset.windows, fields);
    if (!outside) fields.wrong("/every_outside", "expected a duration beside windows, got none");
  }
  if (const auto* value = fields.maybe("budget")) {
    keep(parse_budget(*value, "/budget"), preset.budget, fields);
  }
}

/// Where it is asked and how. Bodies that are pushed come by themselves: a preset for them has none
/// of this. The URL of a stream is checked with all that belongs to it.
void parse_source(Fields& fields, Preset& preset) {
  constexpr std::array keys = {"fallback_urls", "every",   "every_outside", "timeout",
                               "windows",       "request", "budget",        "backfill"};
  const auto is_there = [&fields](const char* key) { return fields.maybe(key) != nullptr; };
  if (is_there("url") || std::ranges::any_of(keys, is_there)) {
    preset.url = fields.text("url");
    if (!preset.stream) check_url(preset.url, "/url", fields);
  }
  preset.fallback.instead_of = preset.url;
  preset.fallback.urls = fields.maybe_texts("fallback_urls");
  for (const auto& url : preset.fallback.urls) check_url(url, "/fallback_urls", fields);
  parse_pace(fields, preset);
  if (const auto* value = fields.maybe("request")) {
    keep(parse_request(*value, "/request"), preset.request, fields);
  }
  if (const auto* value = fields.maybe("backfill")) {
    if (preset.stream) fields.wrong("/backfill", "expected none beside stream");
    keep(parse_past(*value, "/backfill"), preset.past, fields);
  }
}

void parse_terms(Fields& fields, Preset& preset) {
  preset.off_by_default = fields.maybe_text("off_by_default").value_or("");
  preset.attribution = fields.maybe_text("attribution").value_or("");
  preset.attribution_required = fields.maybe_flag("attribution_required").value_or(false);
  if (preset.attribution_required && preset.attribution.empty())
    fields.wrong("/attribution", "expected a credit line: attribution_required asks for it");
  preset.terms_url = fields.maybe_text("terms_url").value_or("");
  preset.republication = fields.maybe_flag("republication").value_or(true);
}

}  // namespace

bool asks_for_key(const Preset& preset) {
  const auto in_header = [](const auto& header) { return holds_key(header.second); };
  return holds_key(preset.url) || (preset.past && holds_key(preset.past->url)) ||
         holds_key(preset.request.body) || std::ranges::any_of(preset.fallback.urls, holds_key) ||
         std::ranges::any_of(preset.request.headers, in_header) ||
         (preset.stream && std::ranges::any_of(preset.stream->subscribe, holds_key));
}

void ask_at(Preset& preset, std::string url) {
  if (preset.past && url != preset.url) {
    if (holds_date(url)) {
      preset.past->url = url;
    } else {
      preset.past.reset();
    }
  }
  preset.url = std::move(url);
  preset.needs_key = asks_for_key(preset);
}

void ask_at_any_hour(Preset& preset, std::chrono::milliseconds every) {
  preset.every = every;
  preset.every_outside = every;
  preset.windows.clear();
}

rates::Result<Preset> parse_preset(std::string_view text, std::string_view name) {
  const auto named = [&](const rates::Error& error) {
    return fail(error.code, fmt::format("preset {}: {}", name, error.detail));
  };
  const auto document = parse_text(text);
  if (!document) return named(document.error());

  Fields fields(*document, "");
  Preset preset;
  preset.name = name;
  preset.title = fields.text("title");
  preset.time_zone = fields.maybe_text("time_zone").value_or("Etc/UTC");
  if (const auto zone = rates::Calendar::make({.time_zone = preset.time_zone}); !zone) {
    fields.wrong("/time_zone", zone.error().detail);
  }
  if (const auto* value = fields.maybe("stream")) {
    keep(parse_stream(*value, "/stream"), preset.stream, fields);
  }
  parse_source(fields, preset);
  parse_terms(fields, preset);
  preset.needs_key = asks_for_key(preset);
  preset.max_age = fields.maybe_duration("max_age");
  if (const auto* value = fields.maybe("calendar")) {
    auto calendar = parse_calendar(*value, "/calendar", preset.time_zone);
    if (calendar) {
      preset.calendar = std::make_shared<const rates::Calendar>(*std::move(calendar));
    } else {
      fields.take(calendar.error());
    }
  }
  if (const auto* value = fields.maybe("mapping")) {
    keep(parse_mapping(*value, "/mapping"), preset.mapping, fields);
  } else {
    fields.wrong("/mapping", "expected an object, got none");
  }
  if (auto good = fields.finish(); !good) return named(good.error());
  if (preset.stream) {
    if (auto good = check_streamed(preset); !good) return named(good.error());
  }
  return preset;
}

}  // namespace tickerd::feeds
