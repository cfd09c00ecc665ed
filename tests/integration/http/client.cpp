#include "integration/http/client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace tickerd::http::test {
namespace {

using std::chrono::milliseconds;
constexpr auto patience = milliseconds(5000);

}  // namespace

int ServerFrame::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

Client::Client(std::uint16_t port, int receive_buffer) {
  connect(port, receive_buffer);
  encrypt_as_the_suite();
}

Client::Client(std::uint16_t port, std::string_view first) {
  connect(port, 0);
  send_as_it_is(first);
  encrypt_as_the_suite();
}

Client::Client(std::uint16_t port, const std::optional<TlsOffer>& offer)
    : Client(port, {}, offer) {}

Client::Client(std::uint16_t port, std::string_view first, const std::optional<TlsOffer>& offer,
               int receive_buffer) {
  connect(port, receive_buffer);
  send_as_it_is(first);
  if (offer) tls_ = std::make_unique<TlsClient>(socket_, *offer);
}

void Client::encrypt_as_the_suite() {
  if (!over_tls()) return;
  tls_ = std::make_unique<TlsClient>(socket_, TlsOffer{});
  tls_->shake_hands();  // a server that refuses says so to the first read
}

void Client::connect(std::uint16_t port, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const std::string reason = std::strerror(errno);
    ::close(socket_);
    throw std::runtime_error("the server does not listen: " + reason);
  }
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::send(std::string_view bytes) {
  return tls_ ? tls_->send(bytes) : send_as_it_is(bytes);
}

bool Client::send_as_it_is(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

Client::Filled Client::fill_within(milliseconds time) {
  const bool at_hand = tls_ && tls_->has_unread();
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (!at_hand &&
      ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(time.count(), 0))) != 1)
    return Filled::nothing;
  char buffer[16 * 1024];
  std::size_t size = 0;
  if (tls_) {
    const auto got = tls_->receive(buffer);
    if (!got) return Filled::nothing;
    size = *got;
  } else {
    const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
    size = got > 0 ? static_cast<std::size_t>(got) : 0;
  }
  received_.append(buffer, size);
  return size > 0 ? Filled::more : Filled::ended;
}

bool Client::fill() {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    const auto filled = fill_within(left);
    if (filled != Filled::nothing) return filled == Filled::more;
    if (left.count() <= 0) return false;
  }
}

std::string Client::take(std::size_t bytes) {
  auto taken = received_.substr(0, bytes);
  received_.erase(0, bytes);
  return taken;
}

std::string Client::read_until(std::string_view end) {
  for (;;) {
    const auto at = received_.find(end);
    if (at != std::string::npos) return take(at + end.size());
    if (!fill()) return take(received_.size());
  }
}

Answer Client::read_answer(bool to_head) {
  Answer answer;
  const auto head = read_until("\r\n\r\n");
  if (head.size() < 12) return answer;
  answer.status = std::stoi(head.substr(9, 3));
  for (auto at = head.find("\r\n") + 2; at + 2 < head.size();) {
    const auto end = head.find("\r\n", at);
    const auto colon = head.find(':', at);
    auto name = head.substr(at, colon - at);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    answer.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  const bool bodiless =
      to_head || answer.status < 200 || answer.status == 204 || answer.status == 304;
  if (bodiless || !answer.headers.contains("content-length")) return answer;
  const auto length = std::stoul(answer.headers["content-length"]);
  while (received_.size() < length && fill()) {
  }
  answer.body = take(length);
  return answer;
}

Answer Client::get(std::string_view target, std::string_view headers) {
  send("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n");
  return read_answer();
}

std::string Client::read_for(milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    const auto filled = left.count() > 0 ? fill_within(left) : Filled::ended;
    if (filled == Filled::ended) return take(received_.size());
  }
}

bool Client::ends_within(milliseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    if (fill_within(left) == Filled::ended) return true;
    received_.clear();
  }
}

void Client::end_sending() { ::shutdown(socket_, SHUT_WR); }

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
  socket_ = -1;
}

int Client::upgrade(std::string_view target, std::string_view headers) {
  send("GET " + std::string(target) +
       " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
       std::string(headers) + "\r\n");
  return read_answer().status;
}

std::string client_frame(int opcode, std::string_view payload, bool final, bool masked) {
  std::string frame(1, static_cast<char>((final ? 0x80 : 0) | opcode));
  const int mask = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    frame += static_cast<char>(mask | static_cast<int>(payload.size()));
  } else {
    frame += static_cast<char>(mask | 126);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xffU);
  }
  constexpr std::string_view key = "\x12\x34\x56\x78";
  if (masked) frame += key;
  for (std::size_t at = 0; at < payload.size(); ++at) {
    frame += masked ? static_cast<char>(payload[at] ^ key[at % key.size()]) : payload[at];
  }
  return frame;
}

void Client::send_frame(int opcode, std::string_view payload, bool final, bool masked) {
  send(client_frame(opcode, payload, final, masked));
}

std::optional<ServerFrame> Client::read_frame() {
  const auto have = [this](std::size_t bytes) {
    while (received_.size() < bytes) {
      if (!fill()) return false;
    }
    return true;
  };
  if (!have(2)) return std::nullopt;
  const auto byte = [this](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(received_[at]));
  };
  std::size_t header = 2;
  std::size_t length = byte(1);
  if (length == 126) {
    header = 4;
    if (!have(header)) return std::nullopt;
    length = byte(2) * 256 + byte(3);
  } else if (length == 127) {
    header = 10;
    if (!have(header)) return std::nullopt;
    length = 0;
    for (std::size_t at = 2; at < header; ++at) length = length * 256 + byte(at);
  }
  if (!have(header + length)) return std::nullopt;
  ServerFrame frame{.opcode = static_cast<int>(byte(0) & 0x0fU), .payload = {}};
  take(header);
  frame.payload = take(length);
  return frame;
}

std::string Client::read_text() {
  while (const auto frame = read_frame()) {
    if (frame->opcode == 1) return frame->payload;
    if (frame->opcode == 8) return {};
  }
  return {};
}

}  // namespace tickerd::http::test
