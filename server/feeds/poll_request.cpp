#include "feeds/poll_request.hpp"

#include <utility>

#include <fmt/format.h>

#include "feeds/raw_document.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

constexpr std::string_view mark = "{key}";
constexpr std::size_t shortest_secret = 8;

std::string replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  for (;;) {
    const auto at = text.find(what);
    out += text.substr(0, at);
    if (at == std::string_view::npos) return out;
    out += by;
    text.remove_prefix(at + what.size());
  }
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c);
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

/// The dates filled in, `{key}` left as it is.
rates::Result<std::string> with_dates(std::string_view url, std::string_view time_zone,
                                      rates::Timestamp now) {
  std::string out;
  for (;;) {
    const auto at = url.find(mark);
    auto part = fill_url(url.substr(0, at), time_zone, now);
    if (!part) return part;
    out += *part;
    if (at == std::string_view::npos) return out;
    out += mark;
    url.remove_prefix(at + mark.size());
  }
}

bool wants_key(const RequestForm& form, std::string_view url) {
  if (url.contains(mark) || form.body.contains(mark)) return true;
  for (const auto& [name, value] : form.headers) {
    if (value.contains(mark)) return true;
  }
  return false;
}

/// "https://nationalbank.kz".
std::string_view origin_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", host + 3));
}

}  // namespace

rates::Result<PollRequest> make_poll_request(const PolledSpec& spec, std::string_view url_template,
                                             rates::Timestamp now) {
  const auto& form = spec.preset.request;
  if (spec.key.empty() && wants_key(form, url_template)) {
    return rates::fail(rates::Errc::bad_argument, "{key}: the source wants one, the feed has none");
  }
  auto shown = with_dates(url_template, spec.preset.time_zone, now);
  if (!shown) return std::unexpected(std::move(shown.error()));
  PollRequest request;
  request.http.url = replaced(*shown, mark, percent_encoded(spec.key));
  request.http.method = form.method;
  for (const auto& [name, value] : form.headers) {
    request.http.headers.emplace_back(name, replaced(value, mark, spec.key));
  }
  request.http.body = replaced(form.body, mark, spec.key);
  request.http.timeout = spec.preset.timeout;
  request.http.allow_private = spec.allow_private;
  request.shown_url = *std::move(shown);
  return request;
}

std::string conceal(std::string text, std::string_view key) {
  if (key.size() < shortest_secret) return text;
  if (text.contains(key)) text = replaced(text, key, mark);
  const auto encoded = percent_encoded(key);
  if (text.contains(encoded)) text = replaced(text, encoded, mark);
  return text;
}

rates::Error status_error(const std::string& url, int status, std::string_view body) {
  return {rates::Errc::http_status, fmt::format("{}: expected status 200, got {} with {}",
                                                origin_of(url), status, describe_body(body))};
}

}  // namespace tickerd::feeds
