#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "bench/fanout/load/client.hpp"
#include "bench/fanout/load/options.hpp"
#include "bench/fanout/load/probe.hpp"
#include "bench/fanout/load/subscriptions.hpp"
#include "bench/fanout/load/tally.hpp"
#include "bench/fanout/load/transport.hpp"

namespace tickerd::bench {

/// All connections of the load, on one thread.
class Herd {
 public:
  /// All references outlive the herd.
  Herd(const Options& options, const Transport& transport, Subscriptions& subscriptions,
       Tally& tally);

  /// Connects until there are `count` of them; whether all were accepted within a minute.
  bool connect_up_to(std::size_t count);
  /// Reads what comes for so many seconds; `probe`, when there is one, has a turn between.
  void read_for(double seconds, Probe* probe = nullptr);

  std::span<const Client> clients() const noexcept { return clients_; }
  std::size_t streaming() const noexcept { return streaming_; }
  /// Time in which nothing had come, of all read_for(): the load is no bottleneck while there is
  /// some.
  std::int64_t idle_us() const noexcept { return idle_us_; }

 private:
  /// Whether anything had come.
  bool step(int longest_wait_ms);
  void begin_next();
  void on_event(Client& client, std::uint32_t events);
  void send_request(Client& client);
  void watch(Client& client, std::uint32_t events);
  void read(Client& client);
  void take(Client& client, std::string_view bytes);
  bool take_header(Client& client);
  void lose(Client& client);

  const Options& options_;
  const Transport& transport_;
  Subscriptions& subscriptions_;
  Tally& tally_;
  Descriptor poll_;
  std::vector<Client> clients_;
  std::unique_ptr<std::array<char, 256 * 1024>> buffer_;
  std::int64_t idle_us_ = 0;
  std::size_t begun_ = 0;
  std::size_t in_flight_ = 0;
  std::size_t streaming_ = 0;
};

}  // namespace tickerd::bench
