#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bench/fanout/load/client.hpp"

namespace tickerd::bench {

/// Whoever is told what came out of a client's bytes.
class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual void on_message(Client& client, std::string_view payload, bool deflated) = 0;
  /// The other end wants to have these bytes back.
  virtual void on_reply(Client& client, const std::string& bytes) = 0;
};

/// How messages come over a connection.
class Transport {
 public:
  virtual ~Transport() = default;
  /// The request, up to the end of its header.
  virtual std::string request(std::string_view host, std::string_view target) const = 0;
  /// What to send once the request was accepted.
  virtual std::string greeting() const { return {}; }
  /// Whether the header of an answer (with its empty line) accepts the request.
  virtual bool accepts(std::string_view header, Client& client) const = 0;
  /// Takes out of `bytes` all that is whole. How much that was; none when the bytes are malformed.
  virtual std::optional<std::size_t> read(std::string_view bytes, Client& client,
                                          Receiver& receiver) const = 0;
};

std::unique_ptr<Transport> make_websocket(bool deflate);
std::unique_ptr<Transport> make_sse();
/// The protocol of nats-server in WebSocket frames; `subject` is subscribed to.
std::unique_ptr<Transport> make_nats(std::string subject);

/// Whether the header of an HTTP answer has this status and a line that contains `line`, whatever
/// its case; an empty `line` is always there.
bool has_status(std::string_view header, std::string_view status);
bool has_line(std::string_view header, std::string_view line);

}  // namespace tickerd::bench
