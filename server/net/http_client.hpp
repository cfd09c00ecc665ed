#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/thread_pool.hpp>

#include "net/answer_parser.hpp"
#include "net/asio.hpp"
#include "net/connection.hpp"
#include "net/dial.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

namespace tickerd::net {

// NOLINTBEGIN(readability-redundant-member-init): without an initializer g++ warns when a
// designated initializer leaves the member out.

/// One exchange to be made. Limits are the defaults of the protocol's last section.
struct HttpRequest {
  std::string url{};  ///< http or https, no userinfo
  std::string method = "GET";
  Headers headers{};  ///< beyond Host, Accept-Encoding, Connection, Content-Length
  std::string body{};
  std::chrono::milliseconds timeout = std::chrono::seconds(10);  ///< total, redirects included
  std::size_t max_body_bytes = 8 * 1024 * 1024;  ///< as received and again after inflating
  int max_redirects = 5;
  /// Where a redirect may lead beside the host it comes from: "host" or "host:port".
  std::vector<std::string> redirect_hosts{};
  /// Whether a *name* may resolve to a private, loopback or link-local address. A literal address
  /// in `url` is always allowed: the operator wrote it.
  bool allow_private = false;
  /// Asked before each request that is sent, those of redirects and the repetition on another
  /// connection included; its error ends the fetch. Called on the client's executor. Empty: every
  /// request may be sent.
  std::function<Result<void>()> permit{};
};
// NOLINTEND(readability-redundant-member-init)

/// An HTTP/1.1 client that keeps one idle connection a host alive. Lives on one executor's thread.
///
/// Failures: unreachable (name, connect, TLS), timeout, too_large, refused (private address,
/// foreign redirect, scheme), bad_argument (URL, method, header), bad_document (broken HTTP or
/// content coding), cancelled. Their details begin with the host and never hold path or query. Any
/// complete answer is a success, whatever its status: the caller judges content.
///
/// Redirects (at most `max_redirects`) are followed on the same scheme, host and port, from http to
/// https on the same host, and to `redirect_hosts`; 301, 302 and 303 go on with GET, 307 and 308
/// with what was asked.
class HttpClient {
 public:
  /// `blocking` runs name look-ups, each of which may hold a thread for long, and outlives the
  /// client. When `trust` cannot be read every https request fails and says so; check it at start
  /// with make_tls_context.
  HttpClient(asio::any_io_executor executor, asio::thread_pool& blocking, TlsTrust trust = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Makes one exchange, on the client's executor. Cancelled (terminal) it ends at once with
  /// Errc::cancelled. The client outlives it.
  asio::awaitable<Result<HttpResponse>> fetch(HttpRequest request);

  /// Opens a connection of its own to the host of `url`, by the rules of fetch: the same look-ups,
  /// trust and refusals. For what speaks another protocol than HTTP on it. It fails as dial().
  asio::awaitable<Result<Connection>> connect(Url url, bool allow_private, Progress& progress);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tickerd::net
