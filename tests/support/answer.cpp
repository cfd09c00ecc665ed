#include "support/answer.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <zlib.h>

namespace tickerd::test {
namespace {

constexpr std::size_t chunk_bytes = 1000;

std::string gzipped(const std::string& body) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib: no memory");
  }
  std::string result(deflateBound(&stream, body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string in_chunks(std::string_view body, bool whole) {
  std::string result;
  for (std::size_t at = 0; at < body.size(); at += chunk_bytes) {
    const auto chunk = body.substr(at, chunk_bytes);
    result += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  return whole ? result + "0\r\n\r\n" : result;
}

/// Whether the client already has what `answer` would say.
bool is_fresh(const Answer& answer, const Asked& asked) {
  const auto has = asked.header("If-None-Match");
  if (!has.empty()) return !answer.etag.empty() && has == answer.etag;
  const auto since = asked.header("If-Modified-Since");
  return !since.empty() && since == answer.last_modified;
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::string_view Asked::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (same_word(key, name)) return value;
  }
  return {};
}

Answer saying(std::string body, int status) {
  Answer answer;
  answer.status = status;
  answer.body = std::move(body);
  return answer;
}

Answer redirect(std::string location, int status) {
  Answer answer;
  answer.status = status;
  answer.headers.emplace_back("Location", std::move(location));
  return answer;
}

std::string text_of(const Answer& answer, const Asked& asked) {
  if (!answer.raw.empty()) return answer.raw;
  const bool fresh = is_fresh(answer, asked);
  auto text = fmt::format("HTTP/1.1 {} Scripted\r\n", fresh ? 304 : answer.status);
  for (const auto& [name, value] : answer.headers) text += fmt::format("{}: {}\r\n", name, value);
  if (!answer.etag.empty()) text += fmt::format("ETag: {}\r\n", answer.etag);
  if (!answer.last_modified.empty()) {
    text += fmt::format("Last-Modified: {}\r\n", answer.last_modified);
  }
  if (fresh) return text + "\r\n";
  const auto body = answer.gzip ? gzipped(answer.body) : answer.body;
  if (answer.gzip) text += "Content-Encoding: gzip\r\n";
  const auto sent =
      std::string_view(body).substr(0, body.size() - std::min(answer.missing, body.size()));
  if (answer.chunked) {
    text += "Transfer-Encoding: chunked\r\n\r\n";
    return asked.method == "HEAD" ? text : text + in_chunks(sent, answer.missing == 0);
  }
  text += fmt::format("Content-Length: {}\r\n\r\n", body.size());
  if (asked.method != "HEAD") text += sent;
  return text;
}

}  // namespace tickerd::test
