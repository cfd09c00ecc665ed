#include "http/content_coding.hpp"

#include "http/gzip.hpp"

namespace tickerd::http {

std::shared_ptr<const std::string> choose_coding(Response& response, const Request& request,
                                                 std::size_t gzip_from_bytes) {
  constexpr int fast = 4;
  const auto& body = response.body;
  const bool text = response.content_type.starts_with("text/") ||
                    response.content_type.contains("json") ||
                    response.content_type.contains("xml") ||
                    response.content_type.contains("javascript") || response.gzip_body;
  if (!body || response.more || !text || body->size() < gzip_from_bytes) return body;
  response.set("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.joined_header("accept-encoding"))) return body;
  auto packed = response.gzip_body;
  if (!packed) packed = std::make_shared<const std::string>(gzip(*body, fast));
  response.set("Content-Encoding", "gzip");
  for (auto& [name, value] : response.headers) {
    if (name == "ETag" && value.ends_with('"')) value.insert(value.size() - 1, "-gzip");
  }
  return packed;
}

}  // namespace tickerd::http
