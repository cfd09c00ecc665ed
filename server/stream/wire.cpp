#include "stream/wire.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::stream::wire {
namespace {

bool is_plain(std::string_view text) noexcept {
  return std::ranges::all_of(text,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

/// The text as a JSON string; bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text) {
  if (is_plain(text)) return fmt::format("\"{}\"", text);
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// A number's own digits, as a string or bare.
std::string digits(std::string_view text, Numbers numbers) {
  return numbers == Numbers::json ? std::string(text) : fmt::format("\"{}\"", text);
}

/// `head`, the texts with commas between them, `tail`.
std::string joined(std::string_view head, std::span<const std::string> texts,
                   std::string_view tail) {
  std::size_t size = head.size() + tail.size();
  for (const auto& text : texts) size += text.size() + 1;
  std::string list;
  list.reserve(size);
  list += head;
  bool first = true;
  for (const auto& text : texts) {
    if (!std::exchange(first, false)) list += ',';
    list += text;
  }
  list += tail;
  return list;
}

/// The `"id":7,` of an answer; nothing when the client sent none.
std::string id_field(std::string_view id) {
  return id.empty() ? std::string() : fmt::format(R"("id":{},)", id);
}

}  // namespace

std::string rate_json(const rates::Rate& rate, std::uint64_t seq, Numbers numbers,
                      rates::AskedBasis asked) {
  std::string change = "null";
  std::string percent = "null";
  std::string basis = "null";
  if (const auto* const shown = rates::shown_basis(rate, asked)) {
    change = digits(rates::change_text(rate, *shown), numbers);
    percent = digits(rates::change_percent_text(rate, *shown), numbers);
    basis = fmt::format(R"({{"kind":"{}","rate":{},"as_of":"{}"}})", rates::to_string(shown->kind),
                        digits(rates::basis_text(rate, *shown), numbers), shown->as_of.text());
  }
  return fmt::format(R"({{"pair":"{}","rate":{},"change":{},"change_pct":{},"basis":{},)"
                     R"("as_of":"{}","fetched_at":"{}","source":{},"status":"{}","seq":{}}})",
                     rate.pair.text(), digits(rates::rate_text(rate), numbers), change, percent,
                     basis, rate.as_of.text(), rates::to_string(rate.fetched_at),
                     json_string(rate.source), rates::to_string(rate.status), seq);
}

std::string hello(const rates::Position& position, std::chrono::milliseconds heartbeat,
                  std::string_view server, std::span<const Credit> credits) {
  std::string lines;
  for (const auto& [source, line] : credits) {
    lines += fmt::format("{}{}:{}", lines.empty() ? R"(,"credits":{)" : ",", json_string(source),
                         json_string(line));
  }
  if (!lines.empty()) lines += '}';
  return fmt::format(
      R"({{"type":"hello","v":1,"epoch":{},"seq":{},"heartbeat_ms":{},"server":{}{}}})",
      json_string(position.epoch), position.seq, heartbeat.count(), json_string(server), lines);
}

std::string snapshot_head(const rates::Position& position, rates::Timestamp at, bool resumed) {
  return fmt::format(R"({{"type":"snapshot","epoch":{},"seq":{},"ts":"{}","resumed":{},"rates":[)",
                     json_string(position.epoch), position.seq, rates::to_string(at), resumed);
}

std::string update_head(const rates::Position& position, std::uint64_t prev, rates::Timestamp at) {
  return fmt::format(R"({{"type":"update","epoch":{},"seq":{},"prev":{},"ts":"{}","rates":[)",
                     json_string(position.epoch), position.seq, prev, rates::to_string(at));
}

std::string snapshot(const rates::Position& position, rates::Timestamp at, bool resumed,
                     std::span<const std::string> rates) {
  return joined(snapshot_head(position, at, resumed), rates, rates_end);
}

std::string heartbeat(std::uint64_t seq, std::uint64_t prev, rates::Timestamp at) {
  return fmt::format(R"({{"type":"heartbeat","seq":{},"prev":{},"ts":"{}"}})", seq, prev,
                     rates::to_string(at));
}

std::string answer(std::string_view type, std::string_view id, std::span<const std::string> ok,
                   std::span<const FailedPair> failed) {
  std::vector<std::string> taken;
  for (const auto& pair : ok) taken.push_back(json_string(pair));
  std::vector<std::string> left;
  for (const auto& [pair, code] : failed) {
    left.push_back(fmt::format(R"({{"pair":{},"code":{}}})", json_string(pair), json_string(code)));
  }
  return fmt::format(R"({{"type":{},{}"ok":{},"failed":{}}})", json_string(type), id_field(id),
                     joined("[", taken, "]"), joined("[", left, "]"));
}

std::string pong(std::string_view id, rates::Timestamp at) {
  return fmt::format(R"({{"type":"pong",{}"ts":"{}"}})", id_field(id), rates::to_string(at));
}

std::string error(std::string_view id, std::string_view code, std::string_view message,
                  bool temporary, std::optional<std::chrono::milliseconds> retry_after) {
  std::string retry;
  if (retry_after) retry = fmt::format(R"(,"retry_after_ms":{})", retry_after->count());
  return fmt::format(R"({{"type":"error",{}"code":{},"message":{},"temporary":{}{}}})",
                     id_field(id), json_string(code), json_string(message), temporary, retry);
}

std::string bye(std::string_view reason, std::chrono::milliseconds reconnect) {
  return fmt::format(R"({{"type":"bye","reason":{},"reconnect_ms":{}}})", json_string(reason),
                     reconnect.count());
}

}  // namespace tickerd::stream::wire
