#include "net/answer_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include "net/ascii.hpp"

namespace tickerd::net {
namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr std::uint32_t most_header_bytes = 32 * 1024;
/// Beast does not limit trailers: what it has not taken yet is limited here.
constexpr std::size_t most_pending_bytes = 64 * 1024;
/// The least that ends a chunked body: "0", CRLF, CRLF. Given less of it than this in two pieces,
/// Beast 1.81 ends the program by an assertion.
constexpr std::size_t shortest_last_chunk = 5;
constexpr int most_interim_answers = 8;

/// Whether `bytes` may be the beginning of an answer. Beast would wait for the end of a header.
bool begins_answer(std::string_view bytes) {
  constexpr std::string_view beginning = "HTTP/1.";
  const auto length = std::min(bytes.size(), beginning.size());
  return bytes.substr(0, length) == beginning.substr(0, length);
}

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (same_word(key, name)) return value;
  }
  return {};
}

struct AnswerParser::State {
  void begin() {
    parser.emplace();
    parser->header_limit(most_header_bytes);
    parser->body_limit(max_body_bytes);
    parser->skip(to_head);
    parser->eager(false);  // stops after the header, so that it is judged before the body
    header_checked = false;
    begun = false;
  }

  bool to_head = false;
  std::size_t max_body_bytes = 0;
  std::optional<Parser> parser;
  std::string pending;
  bool begun = false;  // the status line was taken
  bool header_checked = false;
  int interim_answers = 0;
};

AnswerParser::AnswerParser(bool to_head, std::size_t max_body_bytes)
    : state_(std::make_unique<State>()) {
  state_->to_head = to_head;
  state_->max_body_bytes = max_body_bytes;
  state_->begin();
}

AnswerParser::~AnswerParser() = default;

Result<bool> AnswerParser::put(std::string_view bytes) {
  state_->pending.append(bytes);
  if (!state_->begun && !begins_answer(state_->pending)) {
    return fail(Errc::bad_document, "expected an HTTP answer, got something else");
  }
  for (;;) {
    const auto before = state_->pending.size();
    const bool was_checked = state_->header_checked;
    if (const auto stepped = step(); !stepped) return std::unexpected(stepped.error());
    if (state_->parser->is_done()) {
      const auto status = state_->parser->get().result_int();
      if (status < 100 || status >= 200) return true;
      if (status == 101 || ++state_->interim_answers > most_interim_answers) {
        return fail(Errc::bad_document, fmt::format("expected an answer, got status {}", status));
      }
      state_->begin();
      continue;
    }
    const bool moved = state_->pending.size() != before || state_->header_checked != was_checked;
    if (state_->pending.empty() || !moved) break;
  }
  if (state_->pending.size() <= most_pending_bytes) return false;
  return fail(Errc::too_large, fmt::format("expected at most {} bytes of header or trailer, got {}",
                                           most_pending_bytes, state_->pending.size()));
}

Result<void> AnswerParser::step() {
  auto& parser = *state_->parser;
  if (state_->header_checked && parser.chunked() && state_->pending.size() < shortest_last_chunk) {
    return {};
  }
  boost::beast::error_code ec;
  const auto used = parser.put(asio::buffer(state_->pending), ec);
  state_->pending.erase(0, used);
  state_->begun = state_->begun || used > 0;
  if (ec == http::error::header_limit) {
    return fail(Errc::too_large,
                fmt::format("expected at most {} bytes of header, got more", most_header_bytes));
  }
  if (ec == http::error::body_limit) {
    return fail(Errc::too_large,
                fmt::format("expected at most {} bytes of body, got more", state_->max_body_bytes));
  }
  if (ec && ec != http::error::need_more) {
    return fail(Errc::bad_document, fmt::format("expected an HTTP answer, got {}", ec.message()));
  }
  if (!state_->header_checked && parser.is_header_done()) return check_header();
  return {};
}

Result<void> AnswerParser::check_header() {
  auto& parser = *state_->parser;
  const auto& fields = parser.get();
  const auto [first, last] = fields.equal_range(http::field::transfer_encoding);
  if (first != last) {
    const auto coding = view(first->value());
    if (!same_word(coding, "chunked") || std::next(first) != last || fields.version() < 11) {
      return fail(Errc::bad_document,
                  fmt::format("Transfer-Encoding: expected chunked, got \"{}\"", coding));
    }
    if (fields.count(http::field::content_length) != 0) {
      return fail(Errc::bad_document, "expected one length, got Content-Length and chunked");
    }
  }
  state_->header_checked = true;
  parser.eager(true);
  return {};
}

Result<void> AnswerParser::end() {
  auto& parser = *state_->parser;
  if (!parser.is_header_done()) {
    return fail(Errc::bad_document, "expected an answer, got the end of the connection");
  }
  boost::beast::error_code ec;
  parser.put_eof(ec);
  if (!ec) return {};
  const auto length = parser.content_length();
  return fail(Errc::bad_document,
              fmt::format("expected {} of body, got {} and then the end of the connection",
                          length ? fmt::format("{} bytes", *length) : "a last chunk",
                          parser.get().body().size()));
}

bool AnswerParser::keeps_connection() const {
  return state_->parser->keep_alive() && state_->pending.empty();
}

HttpResponse AnswerParser::take() {
  auto message = state_->parser->release();
  HttpResponse response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    response.headers.emplace_back(std::string(view(field.name_string())),
                                  std::string(view(field.value())));
  }
  response.body = std::move(message.body());
  return response;
}

}  // namespace tickerd::net
