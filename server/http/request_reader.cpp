#include "http/request_reader.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "http/query.hpp"

namespace tickerd::http {
namespace {

namespace beast = boost::beast;
using Parser = beast::http::request_parser<beast::http::string_body>;
using Head = Parser::value_type;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Whether a line of the header ends as RFC 9112 section 2.2 lets a recipient take it, and this one
/// does not: proxies that differ over it see other requests than we do.
bool has_bare_line_feed(std::string_view bytes) {
  const auto header = bytes.substr(0, bytes.find("\r\n\r\n"));
  const auto at = header.find('\n');
  return at != std::string_view::npos && (at == 0 || header[at - 1] != '\r');
}

/// Whether a request line ends as one of some version of HTTP does.
bool names_a_version(std::string_view line) {
  constexpr std::string_view form = " HTTP/d.d";
  if (line.size() < form.size()) return false;
  const auto end = line.substr(line.size() - form.size());
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return end.starts_with(" HTTP/") && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]) &&
         std::ranges::count(line, ' ') == 2;
}

/// Why the parser stopped at `bytes`, as an answer. `in_first_line`: before the request line was
/// complete.
Response parse_failure(const beast::error_code& error, std::string_view bytes, bool in_first_line) {
  using Code = beast::http::error;
  if (error == Code::header_limit) {
    if (in_first_line) return problem(414, "target_too_long", "the request line is too long");
    return problem(431, "header_too_large", "the request's header is too large");
  }
  if (error == Code::body_limit) {
    return problem(413, "body_too_large", "the request's body is too large");
  }
  if (error == Code::bad_version && names_a_version(bytes.substr(0, bytes.find("\r\n")))) {
    return problem(505, "bad_version", "expected HTTP/1.1 or HTTP/1.0");
  }
  return problem(400, "bad_request", fmt::format("this is no HTTP request: {}", error.message()));
}

bool is_sound_host(std::string_view host) {
  return host.find_first_of(" \t/\\@#?%<>\"{}|^`") == std::string_view::npos;
}

std::optional<Response> framing_problem(const Head& head) {
  using beast::http::field;
  const auto codings = head.count(field::transfer_encoding);
  const auto lengths = head.count(field::content_length);
  if (lengths > 1) return problem(400, "bad_framing", "more than one Content-Length");
  if (lengths == 1 && view(head[field::content_length]).contains(',')) {
    return problem(400, "bad_framing", "expected one number in Content-Length");
  }
  if (codings == 0) return std::nullopt;
  if (lengths > 0) return problem(400, "bad_framing", "Transfer-Encoding beside Content-Length");
  if (head.version() < 11) return problem(400, "bad_framing", "Transfer-Encoding in HTTP/1.0");
  const auto coding = trimmed(view(head[field::transfer_encoding]));
  if (codings > 1 || !equal_ignoring_case(coding, "chunked")) {
    return problem(501, "unknown_coding", "expected no Transfer-Encoding but chunked");
  }
  return std::nullopt;
}

/// What Beast lets through that RFC 9110 and 9112 do not.
std::optional<Response> head_problem(const Head& head, const Limits& limits) {
  using beast::http::field;
  if (auto wrong = framing_problem(head)) return wrong;
  const auto hosts = head.count(field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= 11)) {
    return problem(400, "bad_host", fmt::format("expected exactly one Host, got {}", hosts));
  }
  if (hosts == 1 && !is_sound_host(trimmed(view(head[field::host])))) {
    return problem(400, "bad_host", "expected a host name or address and an optional port");
  }
  const auto expected = view(head[field::expect]);
  if (head.version() >= 11 && !expected.empty() && !equal_ignoring_case(expected, "100-continue")) {
    return problem(417, "unknown_expectation", "expected Expect: 100-continue");
  }
  if (head.method() == beast::http::verb::unknown) {
    return problem(501, "unknown_method", "this method is not known");
  }
  if (head.target().size() > limits.target_bytes) {
    return problem(414, "target_too_long", "the request target is too long");
  }
  return std::nullopt;
}

/// The path and query of an absolute-form target (RFC 9112 section 3.2.2): it is never proxied.
std::string_view origin_form(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

std::optional<Response> read_target(std::string_view target, Request& request) {
  const auto bad = [](std::string detail) {
    return problem(400, "bad_target", fmt::format("target: {}", detail));
  };
  const auto outside = [](char c) { return c <= ' ' || c >= '\x7f' || c == '#'; };
  if (std::ranges::any_of(target, outside)) return bad("a character that must be escaped");
  target = origin_form(target);
  const auto mark = std::min(target.find('?'), target.size());
  auto path = percent_decoded(target.substr(0, mark));
  if (!path) return bad(path.error().detail);
  const bool asterisk = *path == "*" && request.method == "OPTIONS";
  if (!path->empty() && !path->starts_with('/') && !asterisk) return bad("expected a path");
  auto query = parse_query(target.substr(std::min(mark + 1, target.size())));
  if (!query) return bad(query.error().detail);
  request.path = path->empty() ? "/" : *std::move(path);
  request.query = *std::move(query);
  return std::nullopt;
}

/// All but the body. What comes behind a body is no part of it: trailers are dropped.
std::optional<Response> read_head(const Head& head, Request& request) {
  request.method = std::string(view(head.method_string()));
  request.minor_version = head.version() >= 11 ? 1 : 0;
  if (auto wrong = read_target(view(head.target()), request)) return wrong;
  for (const auto& field : head) {
    std::string name(view(field.name_string()));
    std::ranges::transform(name, name.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    request.headers.emplace_back(std::move(name), std::string(trimmed(view(field.value()))));
  }
  return std::nullopt;
}

}  // namespace

struct RequestReader::State {
  explicit State(const Limits& all) : limits(all) { renew(); }

  void renew() {
    parser.emplace();
    constexpr std::size_t longest = std::numeric_limits<std::uint32_t>::max();
    parser->header_limit(static_cast<std::uint32_t>(std::min(limits.header_bytes, longest)));
    parser->body_limit(limits.body_bytes);
    taken = 0;
    asked_to_continue = false;
  }

  Progress fail(Response answer) {
    failure = std::move(answer);
    return Progress::failed;
  }

  std::string_view unread() const { return std::string_view(bytes).substr(0, filled); }

  bool first_line_missing() const { return taken == 0 && !unread().contains("\r\n"); }

  void drop(std::size_t count) {
    bytes.erase(0, count);
    filled -= count;
  }

  const Limits& limits;
  std::optional<Parser> parser;
  std::string bytes;  // the first `filled` were received and not taken
  std::size_t filled = 0;
  std::size_t taken = 0;  // of the request in the making
  bool asked_to_continue = false;
  bool keep_alive = true;
  Request request;
  Response failure;
};

RequestReader::RequestReader(const Limits& limits) : state_(std::make_unique<State>(limits)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::space() {
  constexpr std::size_t step = 2048;
  state_->bytes.resize(state_->filled + step);
  return std::span(state_->bytes).subspan(state_->filled);
}

void RequestReader::received(std::size_t bytes) {
  state_->filled += bytes;
  state_->bytes.resize(state_->filled);
}

bool RequestReader::between_requests() const noexcept {
  return state_->taken == 0 && state_->filled == 0;
}

RequestReader::Progress RequestReader::advance() {
  auto& state = *state_;
  auto& parser = *state.parser;
  // RFC 9112 section 2.2: empty lines before a request line are passed over.
  while (state.taken == 0 && state.unread().starts_with("\r\n")) state.drop(2);
  while (state.filled > 0 && !parser.is_done()) {
    const bool in_header = !parser.is_header_done();
    if (in_header && has_bare_line_feed(state.unread())) {
      return state.fail(problem(400, "bad_request", "a line that ends in LF alone"));
    }
    // Beast 1.81 asserts five bytes where a last chunk may begin. There always come as many.
    if (!in_header && parser.chunked() && state.filled < 5) break;
    beast::error_code error;
    const auto used = parser.put(boost::asio::buffer(state.unread()), error);
    const bool need_more = error == beast::http::error::need_more;
    if (error && !need_more) {
      return state.fail(parse_failure(error, state.unread(), state.first_line_missing()));
    }
    // Beast takes a header line only with what is folded into it.
    const auto lines = state.unread().substr(0, used);
    if (in_header && (lines.contains("\r\n ") || lines.contains("\r\n\t"))) {
      return state.fail(problem(400, "bad_request", "a folded header line"));
    }
    if (in_header && parser.is_header_done()) {
      auto wrong = head_problem(parser.get(), state.limits);
      if (!wrong) wrong = read_head(parser.get(), state.request);
      if (wrong) return state.fail(*std::move(wrong));
      parser.eager(true);
    }
    state.taken += used;
    state.drop(used);
    // Chunk headers and trailers have no limit of their own.
    const auto held = need_more ? state.filled : 0;
    if (state.taken + held > 2 * (state.limits.header_bytes + state.limits.body_bytes)) {
      return state.fail(problem(413, "body_too_large", "the request is too large"));
    }
    if (need_more) break;
  }
  if (parser.is_done()) return finish();
  if (parser.is_header_done() && !state.asked_to_continue && state.filled == 0) {
    state.asked_to_continue = true;
    const bool waits =
        parser.get().version() >= 11 && parser.get().count(beast::http::field::expect) > 0;
    return waits ? Progress::expects_continue : Progress::need_more;
  }
  return Progress::need_more;
}

RequestReader::Progress RequestReader::finish() {
  auto& request = state_->request;
  request.body = std::move(state_->parser->get().body());
  const auto connection = request.joined_header("connection");
  state_->keep_alive = request.minor_version == 1 ? !has_token(connection, "close")
                                                  : has_token(connection, "keep-alive");
  return Progress::request;
}

Request RequestReader::take() {
  auto request = std::exchange(state_->request, {});
  state_->renew();
  return request;
}

bool RequestReader::keep_alive() const noexcept { return state_->keep_alive; }
const Response& RequestReader::failure() const noexcept { return state_->failure; }

std::string RequestReader::take_rest() {
  auto rest = std::string(state_->unread());
  state_->bytes.clear();
  state_->filled = 0;
  return rest;
}

}  // namespace tickerd::http
