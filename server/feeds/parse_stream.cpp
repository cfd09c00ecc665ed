#include "feeds/parse_stream.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/fields.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/stream_request.hpp"
#include "feeds/text.hpp"
#include "net/url.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;
using rates::Errc;
using rates::fail;

constexpr auto longest_silence = std::chrono::hours(1);

void check_selector(Fields& fields, std::string_view key, std::string_view selector, bool many) {
  if (auto problem = json_selector_problem(selector, many); !problem.empty()) {
    fields.wrong(fields.pointer(key), problem);
  }
}

/// `at` and `is`, of an object that may say more.
Condition parse_condition(Fields& fields) {
  Condition condition;
  condition.at = fields.text("at");
  condition.is = fields.maybe_texts("is");
  check_selector(fields, "at", condition.at, false);
  return condition;
}

std::optional<Condition> parse_frames(Fields& outer) {
  const auto* const value = outer.maybe("frames");
  if (value == nullptr) return std::nullopt;
  Fields fields(*value, outer.pointer("frames"));
  auto condition = parse_condition(fields);
  if (auto good = fields.finish(); !good) outer.take(good.error());
  return condition;
}

std::optional<StreamReply> parse_reply(Fields& outer, std::string_view key) {
  const auto* const value = outer.maybe(key);
  if (value == nullptr) return std::nullopt;
  Fields fields(*value, outer.pointer(key));
  StreamReply reply;
  reply.when = parse_condition(fields);
  reply.symbols = fields.maybe_text("symbols");
  if (reply.symbols) check_selector(fields, "symbols", *reply.symbols, true);
  if (key == "refused") {
    reply.message = fields.maybe_texts("message");
    for (const auto& selector : reply.message) check_selector(fields, "message", selector, false);
  }
  if (auto good = fields.finish(); !good) outer.take(good.error());
  return reply;
}

/// A message as it is sent: a string as it is, anything else as JSON.
std::string message_text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void parse_messages(Fields& fields, StreamForm& form) {
  if (const auto* const messages = fields.maybe("subscribe")) {
    if (!messages->is_array()) fields.wrong(fields.pointer("subscribe"), "expected an array");
    for (const auto& message : *messages) {
      if (!message.is_object() && !message.is_array()) {
        fields.wrong(fields.pointer("subscribe"), "expected objects or arrays, each a message");
      }
      form.subscribe.push_back(message_text(message));
    }
  }
  if (const auto* const message = fields.maybe("keep_alive")) {
    form.keep_alive = message_text(*message);
  }
}

}  // namespace

rates::Result<StreamForm> parse_stream(const json& value, const std::string& pointer) {
  Fields fields(value, pointer);
  StreamForm form;
  form.symbol = fields.maybe_text("symbol").value_or(form.symbol);
  if (!form.symbol.contains("{base}") || !form.symbol.contains("{quote}")) {
    fields.wrong(fields.pointer("symbol"),
                 fmt::format("expected {{base}} and {{quote}}, got {}", excerpt(form.symbol, 40)));
  }
  form.lower = fields.maybe_flag("lower").value_or(false);
  form.between = fields.maybe_text("between").value_or(form.between);
  parse_messages(fields, form);
  form.frames = parse_frames(fields);
  form.accepted = parse_reply(fields, "accepted");
  form.refused = parse_reply(fields, "refused");
  form.silence = fields.maybe_duration("silence").value_or(form.silence);
  if (form.silence > longest_silence) {
    fields.wrong(fields.pointer("silence"), "expected at most 1h");
  }
  if (auto good = fields.finish(); !good) return std::unexpected(good.error());
  return form;
}

namespace {

/// Whether all that a row says is said by a place in it: neither its name nor a constant.
bool says_all_in_places(const Mapping& mapping) {
  const auto is_place = [](const std::optional<Selector>& selector) {
    return !selector || selector->empty() || selector->starts_with('/');
  };
  return is_place(mapping.pair) && is_place(mapping.rate) && is_place(mapping.buy) &&
         is_place(mapping.sell) && is_place(mapping.date.at) &&
         std::ranges::all_of(mapping.where, [&](const auto& one) { return is_place(one.at); });
}

}  // namespace

rates::Result<void> check_streamed(const Preset& preset) {
  const auto& mapping = preset.mapping;
  const auto wrong = [](std::string_view where, std::string_view what) {
    return fail(Errc::bad_document, fmt::format("{}: {}", where, what));
  };
  // Any pair will do to try the templates out.
  const std::array pairs = {*rates::CurrencyPair::parse("EUR/USD")};
  const auto url = fill_stream_url(preset.url, *preset.stream, pairs, "key");
  if (!url) return wrong("/url", url.error().detail);
  if (const auto parsed = net::Url::parse_web_socket(*url); !parsed) {
    return wrong("/url", parsed.error().detail);
  }
  if (mapping.format != Format::json) return wrong("/mapping/format", "expected json in a stream");
  if (!mapping.pair) return wrong("/mapping/pair", "expected one in a stream");
  const bool is_of_tables =
      mapping.multiplier || mapping.default_multiplier || mapping.behind_newest ||
      mapping.base_at || mapping.error || mapping.no_news || mapping.minimum_rows != 1 ||
      !mapping.encoding.empty() || !mapping.required.empty() || !mapping.skip_codes.empty();
  if (!says_all_in_places(mapping)) {
    return wrong("/mapping", "expected JSON Pointers in a stream, got a constant or key()");
  }
  if (is_of_tables) {
    return wrong("/mapping",
                 "expected only rows, pair, rate (or buy and sell), date, where, no_value and "
                 "decimal_marks in a stream");
  }
  return {};
}

}  // namespace tickerd::feeds
