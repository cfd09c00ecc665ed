#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/bearers.hpp"
#include "net/asio.hpp"
#include "rates/result.hpp"

namespace tickerd::http {

/// Names and values in the order they came. Names of requests are lower case.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// One request, checked as far as HTTP goes: one Host, a sound target, no smuggling.
struct Request {
  std::string method;  ///< "GET"
  std::string path;    ///< percent-decoded, starts with '/'
  Fields query;        ///< decoded, in order
  Fields headers;
  std::string body;
  int minor_version = 1;  ///< of HTTP/1.x

  /// The first header or query parameter of that name (lower case); none when absent.
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<std::string_view> parameter(std::string_view name) const;
  /// Values of all headers of that name, joined with commas as RFC 9110 section 5.3 allows.
  std::string joined_header(std::string_view name) const;
  std::size_t count_header(std::string_view name) const;
  /// Whether it asks for something and changes nothing: GET or HEAD.
  bool reads() const { return method == "GET" || method == "HEAD"; }
};

/// What goes on after the head of an answer.
enum class Continues { as_body, as_websocket, as_event_stream };

/// A body that is too large to be held in memory.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// The next piece; an empty one is the end. After a failure the connection is closed in the
  /// middle of the body, which tells the client that there should have been more.
  virtual net::asio::awaitable<rates::Result<std::string>> next() = 0;
};

/// One answer. The connection adds Date, Content-Length, Connection and, where it pays and the
/// client takes it, gzip.
struct Response {
  int status = 200;
  std::string content_type;  ///< empty: no body
  Fields headers;
  std::shared_ptr<const std::string> body;
  std::shared_ptr<const std::string> gzip_body;  ///< the body compressed before; may be null
  Continues continues = Continues::as_body;
  bool deflated = false;  ///< as_websocket: both sides may compress their messages
  std::shared_ptr<BodySource> more = nullptr;  ///< in place of `body`: sent in chunks as they come
  access::GrantPtr grant = nullptr;            ///< of who the stream is for

  void set(std::string name, std::string value);
  /// In place of all headers of that name.
  void replace(std::string_view name, std::string value);
  std::optional<std::string_view> header(std::string_view name) const;
};

/// An answer with a body of its own.
Response text_response(int status, std::string content_type, std::string body);

/// A failure as RFC 9457 has it: {"type":"about:blank","title":...,"status":...,"detail":...,
/// "code":...}; never cached.
Response problem(int status, std::string_view code, std::string_view detail);

/// The standard phrase: "Not Found".
std::string_view reason_phrase(int status) noexcept;

/// Whether a header value that is a list of tokens (RFC 9110 section 5.6.1) has `token`, without
/// regard to case.
bool has_token(std::string_view list, std::string_view token);
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
std::string_view trimmed(std::string_view text) noexcept;

}  // namespace tickerd::http
