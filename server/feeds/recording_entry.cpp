#include "feeds/recording_entry.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::ordered_json;
using rates::Errc;
using rates::fail;

constexpr std::string_view secret_headers[] = {
    "set-cookie",    "set-cookie2",         "cookie",
    "authorization", "proxy-authorization", "www-authenticate"};

constexpr auto replace_bad_bytes = ordered_json::error_handler_t::replace;

/// The object that `text` is, or why it is none.
rates::Result<ordered_json> parse_object(std::string_view text) {
  auto document = ordered_json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    return fail(Errc::bad_document, fmt::format("expected JSON, got {}", excerpt(text, 40)));
  }
  if (!document.is_object()) return fail(Errc::bad_document, "expected a JSON object");
  return document;
}

/// The text at `key`.
rates::Result<std::string> text_at(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    return fail(Errc::bad_document, fmt::format("{}: expected a text", key));
  }
  return found->get<std::string>();
}

rates::Result<rates::Timestamp> time_at(const ordered_json& object, const char* key) {
  const auto text = text_at(object, key);
  if (!text) return std::unexpected(text.error());
  auto at = rates::parse_timestamp(*text);
  if (!at) return fail(Errc::bad_document, fmt::format("{}: {}", key, at.error().detail));
  return at;
}

rates::Result<std::int64_t> number_at(const ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0) {
    return fail(Errc::bad_document, fmt::format("{}: expected a whole number", key));
  }
  return found->get<std::int64_t>();
}

bool is_secret(std::string_view name) {
  return std::ranges::find(secret_headers, lower(name)) != std::end(secret_headers);
}

rates::Result<void> read_headers(const ordered_json& object, RecordedAnswer& answer) {
  const auto found = object.find("headers");
  if (found == object.end() || !found->is_array()) {
    return fail(Errc::bad_document, "headers: expected a list");
  }
  for (const auto& header : *found) {
    if (!header.is_array() || header.size() != 2 || !header[0].is_string() ||
        !header[1].is_string()) {
      return fail(Errc::bad_document, "headers: expected lists of a name and a value");
    }
    answer.headers.emplace_back(header[0].get<std::string>(), header[1].get<std::string>());
  }
  return {};
}

}  // namespace

std::string_view RecordedAnswer::header(std::string_view name) const {
  const auto wanted = lower(name);
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return lower(header.first) == wanted; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string entry_text(const RecordedAnswer& answer) {
  ordered_json headers = ordered_json::array();
  for (const auto& [name, value] : answer.headers) {
    if (!is_secret(name)) headers.push_back({name, value});
  }
  ordered_json entry = {{"at", rates::to_string(answer.at)},
                        {"preset", answer.preset},
                        {"url", answer.url},
                        {"status", answer.status},
                        {"headers", std::move(headers)},
                        {"sha256", answer.sha256},
                        {"bytes", answer.bytes}};
  if (!answer.same_as.empty()) entry["same_as"] = answer.same_as;
  return entry.dump(2, ' ', false, replace_bad_bytes) + "\n";
}

rates::Result<RecordedAnswer> parse_entry(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  RecordedAnswer answer;
  const auto at = time_at(*object, "at");
  if (!at) return std::unexpected(at.error());
  answer.at = *at;
  const std::pair<const char*, std::string RecordedAnswer::*> texts[] = {
      {"preset", &RecordedAnswer::preset},
      {"url", &RecordedAnswer::url},
      {"sha256", &RecordedAnswer::sha256}};
  for (const auto& [key, member] : texts) {
    auto value = text_at(*object, key);
    if (!value) return std::unexpected(value.error());
    answer.*member = *std::move(value);
  }
  const auto status = number_at(*object, "status");
  if (!status) return std::unexpected(status.error());
  const auto bytes = number_at(*object, "bytes");
  if (!bytes) return std::unexpected(bytes.error());
  answer.status = static_cast<int>(*status);
  answer.bytes = static_cast<std::size_t>(*bytes);
  if (object->contains("same_as")) {
    auto same_as = text_at(*object, "same_as");
    if (!same_as) return std::unexpected(same_as.error());
    answer.same_as = *std::move(same_as);
  }
  if (const auto read = read_headers(*object, answer); !read) return std::unexpected(read.error());
  return answer;
}

std::string frame_line(const RecordedFrame& frame) {
  const ordered_json line = {{"at", rates::to_string(frame.at)}, {"body", frame.body}};
  return line.dump(-1, ' ', false, replace_bad_bytes) + "\n";
}

rates::Result<RecordedFrame> parse_frame(std::string_view line) {
  const auto object = parse_object(line);
  if (!object) return std::unexpected(object.error());
  const auto at = time_at(*object, "at");
  if (!at) return std::unexpected(at.error());
  auto body = text_at(*object, "body");
  if (!body) return std::unexpected(body.error());
  return RecordedFrame{.at = *at, .body = *std::move(body)};
}

std::string recording_name(rates::Timestamp at) {
  auto name = rates::to_string(at);
  std::ranges::replace(name, ':', '-');
  return name;
}

std::optional<rates::Timestamp> recording_time(std::string_view name) {
  constexpr std::size_t length = 24;  // 2026-11-24T21-33-11.480Z
  if (name.size() != length) return std::nullopt;
  std::string text(name);
  text[13] = text[13] == '-' ? ':' : ' ';
  text[16] = text[16] == '-' ? ':' : ' ';
  const auto at = rates::parse_timestamp(text);
  if (!at) return std::nullopt;
  return *at;
}

}  // namespace tickerd::feeds
