#include "feeds/source_request.hpp"

#include <utility>

#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

rates::Result<SourceRequest> request_to(FilledUrl filled, const Preset& preset,
                                        std::string_view key) {
  const auto fill = [key](std::string_view text) -> rates::Result<std::string> {
    if (key.empty() && holds_key(text)) return std::unexpected(no_key("request"));
    return fill_key(text, key);
  };
  SourceRequest request;
  request.url_for_people = std::move(filled.for_people);
  request.http.url = std::move(filled.url);
  request.http.method = preset.request.method;
  request.http.timeout = preset.timeout;
  for (const auto& [name, value] : preset.request.headers) {
    auto header = fill(value);
    if (!header) return std::unexpected(std::move(header.error()));
    request.http.headers.emplace_back(name, *std::move(header));
  }
  auto body = fill(preset.request.body);
  if (!body) return std::unexpected(std::move(body.error()));
  request.http.body = *std::move(body);
  return request;
}

}  // namespace

rates::Result<SourceRequest> source_request(const Preset& preset, std::string_view url,
                                            rates::Timestamp now, std::string_view key) {
  auto filled = fill_url(url, preset.time_zone, now, key);
  if (!filled) return std::unexpected(std::move(filled.error()));
  return request_to(*std::move(filled), preset, key);
}

rates::Result<SourceRequest> source_request(const Preset& preset, std::string_view url,
                                            rates::Date day, std::string_view key) {
  auto filled = fill_url(url, day, key);
  if (!filled) return std::unexpected(std::move(filled.error()));
  return request_to(*std::move(filled), preset, key);
}

}  // namespace tickerd::feeds
