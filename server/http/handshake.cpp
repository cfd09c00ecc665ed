#include "http/handshake.hpp"

#include <array>
#include <cstddef>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "http/deflate_offer.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view protocol_name = "tickerd.v1";

std::string base64(std::string_view bytes) {
  // Four characters for every three bytes begun, and the NUL that OpenSSL adds.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// Whether `key` is what base64 makes of 16 bytes: 22 characters and "==".
bool is_sound_key(std::string_view key) {
  constexpr std::size_t characters = 22;
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == characters + 2 && key.ends_with("==") &&
         key.substr(0, characters).find_first_not_of(alphabet) == std::string_view::npos;
}

Response upgrade_required(std::string_view detail) {
  auto response = problem(426, "upgrade_required", detail);
  response.set("Upgrade", "websocket");
  response.set("Sec-WebSocket-Version", "13");
  return response;
}

}  // namespace

std::string accept_key(std::string_view key) {
  const auto text = fmt::format("{}258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
  // To look the algorithm up takes longer than the algorithm.
  static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, sha1, nullptr);
  return base64({reinterpret_cast<const char*>(digest.data()), size});
}

Response answer_handshake(const Request& request, bool may_deflate) {
  if (request.method != "GET") {
    auto response = problem(405, "method_not_allowed", "a WebSocket upgrade is a GET request");
    response.set("Allow", "GET");
    return response;
  }
  if (!has_token(request.joined_header("upgrade"), "websocket")) {
    return upgrade_required("expected Upgrade: websocket; for plain HTTP see /v1/events");
  }
  if (request.minor_version < 1) {
    return problem(400, "bad_handshake", "a WebSocket upgrade needs HTTP/1.1");
  }
  if (!has_token(request.joined_header("connection"), "upgrade")) {
    return problem(400, "bad_handshake", "expected Upgrade among the options of Connection");
  }
  if (request.joined_header("sec-websocket-version") != "13") {
    return upgrade_required("expected Sec-WebSocket-Version: 13");
  }
  const auto key = request.header("sec-websocket-key");
  if (request.count_header("sec-websocket-key") != 1 || !is_sound_key(*key)) {
    return problem(400, "bad_handshake", "expected one Sec-WebSocket-Key, 16 bytes in base64");
  }
  Response response;
  response.status = 101;
  response.continues = Continues::as_websocket;
  response.set("Upgrade", "websocket");
  response.set("Connection", "Upgrade");
  response.set("Sec-WebSocket-Accept", accept_key(*key));
  if (may_deflate) {
    auto extension = answer_deflate_offer(request.joined_header("sec-websocket-extensions"));
    response.deflated = extension.has_value();
    if (extension) response.set("Sec-WebSocket-Extensions", *std::move(extension));
  }
  if (has_token(request.joined_header("sec-websocket-protocol"), protocol_name)) {
    response.set("Sec-WebSocket-Protocol", std::string(protocol_name));
  }
  return response;
}

}  // namespace tickerd::http
