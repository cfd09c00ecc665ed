#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/asio.hpp"

namespace tickerd::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a server answered.
struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;  ///< content coding removed, charset untouched
  std::string url;   ///< after redirects

  /// The first header of that name, case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const noexcept;
};

/// Turns the bytes of one HTTP/1.1 answer into an HttpResponse. No I/O. Interim answers (100, 103)
/// are passed over. Strict where a lenient reader could be fooled: no Transfer-Encoding but
/// `chunked`, and never beside a Content-Length.
class AnswerParser {
 public:
  /// `to_head`: the answer is to a HEAD request and has no body whatever it says.
  AnswerParser(bool to_head, std::size_t max_body_bytes);
  ~AnswerParser();
  AnswerParser(const AnswerParser&) = delete;
  AnswerParser& operator=(const AnswerParser&) = delete;

  /// Takes what came; true once the answer is complete. Fails with Errc::bad_document or
  /// Errc::too_large (header over 32 KiB, body over the limit).
  Result<bool> put(std::string_view bytes);
  /// The connection has ended: fails with Errc::bad_document unless that completes the answer.
  Result<void> end();

  /// Of a complete answer: whether the connection may carry another exchange.
  bool keeps_connection() const;
  /// The complete answer, once; the content coding is still on the body.
  HttpResponse take();

 private:
  struct State;
  Result<void> check_header();
  Result<void> step();

  std::unique_ptr<State> state_;
};

}  // namespace tickerd::net
