#include "feeds/answer_status.hpp"

#include <fmt/format.h>

#include "feeds/raw_document.hpp"

namespace tickerd::feeds {
namespace {

/// "https://nationalbank.kz".
std::string_view origin_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == std::string_view::npos) return url;
  return url.substr(0, url.find_first_of("/?#", host + 3));
}

}  // namespace

rates::Error status_error(std::string_view url, int status, std::string_view body) {
  return {rates::Errc::http_status, fmt::format("{}: expected status 200, got {} with {}",
                                                origin_of(url), status, describe_body(body))};
}

}  // namespace tickerd::feeds
