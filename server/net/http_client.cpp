#include "net/http_client.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "net/dial.hpp"
#include "net/exchange.hpp"
#include "net/idle_connections.hpp"
#include "net/redirect.hpp"
#include "net/resolver.hpp"
#include "net/url.hpp"
#include "net/with_timeout.hpp"

namespace tickerd::net {
namespace {

/// Whether one more request may be sent now.
Result<void> permitted(const HttpRequest& request) {
  return request.permit ? request.permit() : Result<void>{};
}

Error described(Error error, const Progress& progress, std::chrono::milliseconds limit) {
  if (error.code == Errc::timeout) {
    const auto got = progress.received == 0 ? std::string(so_far(progress))
                                            : fmt::format("{} bytes of it", progress.received);
    error.detail = fmt::format("expected an answer within {}, got {}", in_words(limit), got);
  }
  if (!progress.authority.empty()) {
    error.detail = fmt::format("{}: {}", progress.authority, error.detail);
  }
  return error;
}

}  // namespace

struct HttpClient::State {
  State(asio::thread_pool& blocking, const TlsTrust& trust) : resolver(blocking) {
    auto made = make_tls_context(trust);
    if (made) {
      tls = *std::move(made);
    } else {
      tls_error = std::move(made.error());
    }
  }

  asio::awaitable<Result<HttpResponse>> follow(HttpRequest request, Progress& progress);
  asio::awaitable<Result<HttpResponse>> make(const Url& url, const HttpRequest& request,
                                             Progress& progress);

  Resolver resolver;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::optional<Error> tls_error;  ///< why `tls` must not be used
  IdleConnections idle;
};

/// The request over redirects to its end.
asio::awaitable<Result<HttpResponse>> HttpClient::State::follow(HttpRequest request,
                                                                Progress& progress) {
  auto url = Url::parse(request.url);
  if (!url) co_return std::unexpected(url.error());
  const Url home = *url;
  progress.authority = url->authority();
  if (const auto sound = check(request); !sound) co_return std::unexpected(sound.error());
  for (int redirects = 0;; ++redirects) {
    progress.authority = url->authority();
    if (const auto may = permitted(request); !may) co_return std::unexpected(may.error());
    auto response = co_await make(*url, request, progress);
    if (!response) co_return response;
    auto next = redirect_of(home, *url, request, *response);
    if (!next) co_return std::unexpected(next.error());
    if (!*next) co_return response;
    if (redirects >= request.max_redirects) {
      co_return fail(Errc::refused,
                     fmt::format("expected at most {} redirects, got more", request.max_redirects));
    }
    request = redirected(std::move(request), *url, **next, response->status);
    url = **std::move(next);
  }
}

/// One exchange: over the kept connection if there is one, otherwise over a new one. A kept one
/// that the server closed at the same moment is a reason to try again, when nothing can be done
/// twice by it.
asio::awaitable<Result<HttpResponse>> HttpClient::State::make(const Url& url,
                                                              const HttpRequest& request,
                                                              Progress& progress) {
  if (url.is_https() && tls_error) co_return std::unexpected(*tls_error);
  auto kept = idle.take(url, request.allow_private);
  if (kept) {
    auto outcome = co_await exchange(*kept, url, request, progress);
    const bool repeatable = request.method == "GET" || request.method == "HEAD";
    if (!(outcome.lost_unanswered && repeatable)) {
      if (outcome.keeps_connection) idle.put(url, request.allow_private, *std::move(kept));
      co_return std::move(outcome.response);
    }
    kept.reset();
    // The server may have counted the first one.
    if (const auto may = permitted(request); !may) co_return std::unexpected(may.error());
  }
  auto dialled = co_await dial(resolver, tls, url, request.allow_private, progress);
  if (!dialled) co_return std::unexpected(dialled.error());
  auto outcome = co_await exchange(*dialled, url, request, progress);
  if (outcome.keeps_connection) idle.put(url, request.allow_private, *std::move(dialled));
  co_return std::move(outcome.response);
}

HttpClient::HttpClient(asio::any_io_executor, asio::thread_pool& blocking, TlsTrust trust)
    : state_(std::make_unique<State>(blocking, trust)) {}

HttpClient::~HttpClient() = default;

asio::awaitable<Result<HttpResponse>> HttpClient::fetch(HttpRequest request) {
  Progress progress;
  const auto limit = request.timeout;
  auto response = co_await with_timeout(state_->follow(std::move(request), progress), limit);
  if (response) co_return response;
  auto error = described(std::move(response.error()), progress, limit);
  co_return std::unexpected(std::move(error));
}

asio::awaitable<Result<Connection>> HttpClient::connect(Url url, bool allow_private,
                                                        Progress& progress) {
  if (url.is_https() && state_->tls_error) co_return std::unexpected(*state_->tls_error);
  co_return co_await dial(state_->resolver, state_->tls, std::move(url), allow_private, progress);
}

}  // namespace tickerd::net
