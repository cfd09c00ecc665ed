#include "http/response_head.hpp"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace tickerd::http {

std::string head_of(const Response& response, bool keep_alive, const TlsContext* tls) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto head = fmt::format("HTTP/1.1 {} {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n",
                          response.status, reason_phrase(response.status), fmt::gmtime(now));
  const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
  if (!bodiless && !response.content_type.empty()) {
    head += fmt::format("Content-Type: {}\r\nX-Content-Type-Options: nosniff\r\n",
                        response.content_type);
  }
  if (!bodiless && !response.more && response.continues == Continues::as_body) {
    head += fmt::format("Content-Length: {}\r\n", response.body ? response.body->size() : 0);
  }
  if (tls != nullptr && tls->hsts().count() > 0) {
    head += fmt::format("Strict-Transport-Security: max-age={}\r\n", tls->hsts().count());
  }
  for (const auto& [name, value] : response.headers) {
    head += fmt::format("{}: {}\r\n", name, value);
  }
  if (response.continues != Continues::as_websocket) {
    head += keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
  }
  return head + "\r\n";
}

}  // namespace tickerd::http
