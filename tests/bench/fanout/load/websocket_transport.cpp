#include <utility>

#include <fmt/format.h>

#include "bench/fanout/load/transport.hpp"
#include "bench/fanout/load/websocket_frame.hpp"

namespace tickerd::bench {
namespace {

using Frame = WebsocketFrame;

class WebsocketTransport : public Transport {
 public:
  explicit WebsocketTransport(bool deflate) : deflate_(deflate) {}

  std::string request(std::string_view host, std::string_view target) const override {
    // A server that keeps no context can share one packed message among all.
    const std::string_view offer = deflate_ ? "Sec-WebSocket-Extensions: permessage-deflate; "
                                              "server_no_context_takeover\r\n"
                                            : "";
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{}\r\n",
        target, host, offer);
  }

  bool accepts(std::string_view header, Client&) const override {
    return has_status(header, "101") && has_line(header, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") &&
           (!deflate_ || has_line(header, "permessage-deflate"));
  }

  std::optional<std::size_t> read(std::string_view bytes, Client& client,
                                  Receiver& receiver) const override {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
      const auto frame = read_frame(bytes.substr(taken), deflate_);
      if (frame.status == Frame::Status::malformed) return std::nullopt;
      if (frame.status == Frame::Status::partial) break;
      if (!on_frame(frame, client, receiver)) return std::nullopt;
      taken += frame.size;
    }
    return taken;
  }

 private:
  virtual bool on_frame(const Frame& frame, Client& client, Receiver& receiver) const {
    if (frame.kind == Frame::Kind::binary) return false;
    if (frame.kind == Frame::Kind::ping) {
      receiver.on_reply(client, masked_frame(Frame::Kind::pong, frame.payload));
    } else if (frame.kind == Frame::Kind::text) {
      receiver.on_message(client, frame.payload, frame.deflated);
    }
    return true;
  }

  bool deflate_;
};

/// "INFO {...}", "PING", "+OK" and "MSG subject id size" with a payload behind, each line ended by
/// CR LF; a frame may hold several, and the begin of one whose end is in the next.
class NatsTransport final : public WebsocketTransport {
 public:
  explicit NatsTransport(std::string subject)
      : WebsocketTransport(false), subject_(std::move(subject)) {}

  std::string request(std::string_view host, std::string_view) const override {
    return WebsocketTransport::request(host, "/");
  }

  std::string greeting() const override {
    const auto commands = fmt::format("CONNECT {{\"verbose\":false}}\r\nSUB {} 1\r\n", subject_);
    return masked_frame(Frame::Kind::binary, commands);
  }

 private:
  bool on_frame(const Frame& frame, Client& client, Receiver& receiver) const override {
    if (frame.kind != Frame::Kind::binary) return frame.kind != Frame::Kind::text;
    client.event += frame.payload;
    std::string_view rest = client.event;
    while (take_command(rest, client, receiver)) continue;
    client.event = std::string(rest);
    return client.event.size() < 64 * 1024;
  }

  static bool take_command(std::string_view& rest, Client& client, Receiver& receiver) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) return false;
    const auto line = rest.substr(0, end);
    if (line == "PING") {
      receiver.on_reply(client, masked_frame(Frame::Kind::binary, "PONG\r\n"));
    } else if (line.starts_with("MSG ")) {
      const std::size_t size = std::stoul(std::string(line.substr(line.rfind(' ') + 1)));
      if (rest.size() < end + 2 + size + 2) return false;
      receiver.on_message(client, rest.substr(end + 2, size), false);
      rest.remove_prefix(size + 2);
    }
    rest.remove_prefix(end + 2);
    return true;
  }

  std::string subject_;
};

}  // namespace

std::unique_ptr<Transport> make_websocket(bool deflate) {
  return std::make_unique<WebsocketTransport>(deflate);
}

std::unique_ptr<Transport> make_nats(std::string subject) {
  return std::make_unique<NatsTransport>(std::move(subject));
}

}  // namespace tickerd::bench
