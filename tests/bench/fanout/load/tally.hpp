#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "bench/fanout/load/fairness.hpp"
#include "bench/fanout/load/latencies.hpp"
#include "bench/fanout/load/message.hpp"
#include "bench/fanout/load/transport.hpp"

namespace tickerd::bench {

/// Judges every message that comes, and counts those within the window.
class Tally final : public Receiver {
 public:
  /// In the window only.
  struct Window {
    std::uint64_t updates = 0;
    std::uint64_t rates = 0;  ///< in them
    std::uint64_t heartbeats = 0;
    std::uint64_t bytes = 0;  ///< off the sockets, headers included
  };
  /// Since the first connection.
  struct Faults {
    std::uint64_t gaps = 0;         ///< `prev` is not what this client saw last
    std::uint64_t reorderings = 0;  ///< seq did not grow
    std::uint64_t malformed = 0;    ///< torn or foreign: the connection was given up
    std::uint64_t disconnects = 0;
    std::uint64_t failed_connects = 0;
  };

  explicit Tally(std::size_t subscribers) : fairness_(subscribers) {}

  void open_window();
  void close_window() { is_open_ = false; }
  /// Bytes were read off a socket, now.
  void on_read(std::size_t bytes);

  void on_message(Client& client, std::string_view payload, bool deflated) override;
  void on_reply(Client& client, const std::string& bytes) override;

  /// Whether the last message that was given was none; asked once.
  bool was_malformed() noexcept { return std::exchange(was_malformed_, false); }

  Faults faults;
  const Window& window() const noexcept { return window_; }
  const Latencies& latencies() const noexcept { return latencies_; }
  const Fairness& fairness() const noexcept { return fairness_; }

 private:
  void judge(Client& client, const Message& message);

  MessageReader reader_;
  Latencies latencies_;
  Fairness fairness_;
  Window window_;
  bool is_open_ = false;
  bool was_malformed_ = false;
  std::int64_t now_us_ = 0;
};

}  // namespace tickerd::bench
