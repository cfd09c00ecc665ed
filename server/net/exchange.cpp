#include "net/exchange.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/ssl/error.hpp>
#include <fmt/format.h>

#include "net/ascii.hpp"
#include "net/inflate.hpp"
#include "net/user_agent.hpp"

namespace tickerd::net {
namespace {

/// What exchange() says itself.
constexpr std::string_view own_headers[] = {
    "accept-encoding", "connection",        "content-length", "expect", "host", "te",
    "trailer",         "transfer-encoding", "upgrade"};

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
  });
}

bool has(const Headers& headers, std::string_view name) {
  return std::ranges::any_of(headers, [&](const auto& h) { return same_word(h.first, name); });
}

/// The request as it is sent.
std::string request_text(const Url& url, const HttpRequest& request) {
  auto text = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\n", request.method,
                          url.target(), url.authority());
  if (!has(request.headers, "User-Agent")) text += fmt::format("User-Agent: {}\r\n", user_agent);
  if (!has(request.headers, "Accept")) text += "Accept: */*\r\n";
  for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    text += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  return text.append("\r\n").append(request.body);
}

bool is_end(const boost::system::error_code& ec) {
  return ec == asio::error::eof || ec == asio::ssl::error::stream_truncated;
}

bool is_loss(const boost::system::error_code& ec) {
  return is_end(ec) || ec == asio::error::connection_reset || ec == asio::error::broken_pipe ||
         ec == asio::error::connection_aborted;
}

/// What the end of the connection with `ec` means for the answer so far.
Result<void> ended(AnswerParser& parser, const boost::system::error_code& ec,
                   std::size_t received) {
  if (ec == asio::error::operation_aborted) return fail(Errc::cancelled, "cancelled");
  if (!is_end(ec)) {
    return fail(Errc::unreachable, fmt::format("expected an answer, got \"{}\" after {} bytes",
                                               ec.message(), received));
  }
  const auto complete = parser.end();
  if (complete && ec != asio::error::eof) {
    return fail(Errc::bad_document, "expected a TLS end of the body, got the connection's end");
  }
  return complete;
}

/// Reads until the answer is complete; an Error otherwise.
asio::awaitable<Result<void>> read_answer(Connection& connection, AnswerParser& parser,
                                          Progress& progress, bool& lost_unanswered) {
  std::array<char, 16 * 1024> chunk;
  for (;;) {
    const auto [ec, size] = co_await connection.read_some(asio::buffer(chunk));
    if (ec) {
      lost_unanswered = progress.received == 0 && is_loss(ec);
      co_return ended(parser, ec, progress.received);
    }
    progress.received += size;
    const auto complete = parser.put(std::string_view(chunk.data(), size));
    if (!complete) co_return std::unexpected(complete.error());
    if (*complete) co_return Result<void>{};
  }
}

}  // namespace

Result<void> check(const HttpRequest& request) {
  if (!is_token(request.method) || request.method == "CONNECT") {
    return fail(Errc::bad_argument,
                fmt::format("method: expected one as GET, got \"{}\"", request.method));
  }
  for (const auto& [name, value] : request.headers) {
    if (!is_token(name)) {
      return fail(Errc::bad_argument, fmt::format("headers: expected a name, got \"{}\"", name));
    }
    if (std::ranges::any_of(own_headers, [&](auto own) { return same_word(own, name); })) {
      return fail(Errc::bad_argument, fmt::format("headers.{}: expected to be left out", name));
    }
    if (!is_value(value)) {
      return fail(Errc::bad_argument,
                  fmt::format("headers.{}: expected text, got a control character", name));
    }
  }
  return {};
}

asio::awaitable<Exchange> exchange(Connection& connection, const Url& url,
                                   const HttpRequest& request, Progress& progress) {
  progress.stage = Progress::Stage::answer;
  progress.received = 0;
  Exchange result;
  const auto text = request_text(url, request);
  const auto [ec, sent] = co_await connection.write(asio::buffer(text));
  if (ec == asio::error::operation_aborted) {
    result.response = fail(Errc::cancelled, "cancelled");
    co_return result;
  }
  if (ec) {
    result.lost_unanswered = is_loss(ec);
    result.response =
        fail(Errc::unreachable, fmt::format("expected to send {} bytes, got \"{}\" after {}",
                                            text.size(), ec.message(), sent));
    co_return result;
  }
  AnswerParser parser(request.method == "HEAD", request.max_body_bytes);
  const auto read = co_await read_answer(connection, parser, progress, result.lost_unanswered);
  if (!read) {
    result.response = std::unexpected(read.error());
    co_return result;
  }
  result.keeps_connection = parser.keeps_connection();
  auto response = parser.take();
  auto body = inflate(std::move(response.body), response.header("Content-Encoding"),
                      request.max_body_bytes);
  if (!body) {
    result.response = std::unexpected(body.error());
    co_return result;
  }
  response.body = *std::move(body);
  response.url = url.text();
  result.response = std::move(response);
  co_return result;
}

}  // namespace tickerd::net
