#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "net/asio.hpp"

namespace tickerd::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// One exchange to be made. Limits are the defaults of the protocol's last section.
struct HttpRequest {
  std::string url;  ///< http or https, no userinfo
  std::string method = "GET";
  Headers headers;  ///< beyond Host, User-Agent, Accept-Encoding, Connection
  std::string body;
  std::chrono::milliseconds timeout = std::chrono::seconds(10);  ///< total, redirects included
  std::size_t max_body_bytes = 8 * 1024 * 1024;  ///< as received and again after inflating
  int max_redirects = 5;                         ///< none to another host
  /// Whether a *name* may resolve to a private, loopback or link-local address. A literal address
  /// in `url` is always allowed: the operator wrote it.
  bool allow_private = false;
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;  ///< content coding removed, charset untouched
  std::string url;   ///< after redirects

  /// The first header of that name, case-insensitive; empty when absent.
  std::string_view header(std::string_view name) const noexcept;
};

/// Where certificates are checked against. Default: the system's store.
struct TlsTrust {
  std::string ca_file;  ///< a PEM file to trust besides the system's store; empty for none
};

/// An HTTP/1.1 client that keeps one idle connection a host alive. Lives on one executor's thread.
///
/// Failures: unreachable (name, connect, TLS), timeout, too_large, refused (private address,
/// foreign redirect, scheme), bad_document (broken HTTP or content coding), cancelled. Any complete
/// answer is a success, whatever its status: the caller judges content.
class HttpClient {
 public:
  /// `blocking` runs name look-ups and outlives the client.
  HttpClient(asio::any_io_executor executor, asio::thread_pool& blocking, TlsTrust trust = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  asio::awaitable<Result<HttpResponse>> fetch(HttpRequest request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::net
