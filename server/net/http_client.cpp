#include "net/http_client.hpp"

namespace tickerd::net {

struct HttpClient::State {};

std::string_view HttpResponse::header(std::string_view) const noexcept { return {}; }
HttpClient::HttpClient(asio::any_io_executor, asio::thread_pool&, TlsTrust)
    : state_(std::make_unique<State>()) {}
HttpClient::~HttpClient() = default;
asio::awaitable<Result<HttpResponse>> HttpClient::fetch(HttpRequest) {
  co_return fail(Errc::unreachable, "not connected");
}

}  // namespace tickerd::net
