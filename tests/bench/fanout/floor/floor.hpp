#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/fanout/common/descriptor.hpp"
#include "bench/fanout/common/server_options.hpp"
#include "bench/fanout/floor/batch.hpp"

namespace tickerd::bench {

/// The least a server can do: a handshake, then one send() of a ready frame for each subscriber and
/// message. What others do beside that is what they cost. With a batch the sends of a message go to
/// the kernel together, which is what an edge with io_uring can come down to.
class Floor {
 public:
  /// Throws std::runtime_error when the port is taken.
  explicit Floor(const ServerOptions& options);

  std::uint16_t port() const;
  /// Serves for ever.
  void run();

 private:
  struct Peer {
    Descriptor socket;
    bool subscribed = false;
    std::size_t place = 0;  // in peers_
  };

  void serve(int longest_wait_ms);
  void accept_all();
  void read(Peer& peer);
  void leave(Peer& peer);
  void publish();
  void publish_together(std::string_view frame);
  static void publish_wrongly(const Peer& peer, Fault fault, const std::string& frame);
  static bool send(const Peer& peer, std::string_view frame);

  ServerOptions options_;
  Descriptor listener_;
  Descriptor poll_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::optional<Batch> batch_;
  std::uint64_t seq_ = 0;
};

}  // namespace tickerd::bench
