#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "http/counters.hpp"
#include "http/server_state.hpp"
#include "http/service.hpp"

namespace tickerd::http::test {

/// KGS/USD and TJS/USD configured, with rates at seq 42 of epoch e1; some files; quick sweeps; the
/// pushed feed "desk" whose token is "correct horse battery".
Site quick_site();

/// One edge on its own thread, as the program has it, with a service that knows how to cross
/// KZT/KGS and nothing else, takes the pushed body "good", and
/// explains whatever has a rate.
class Node {
 public:
  /// Of the history of KGS/USD.
  struct Kept {
    std::size_t days = 0;    ///< none: no history is kept
    int failing_after = -1;  ///< pages; negative: never
  };
  explicit Node(Site site = quick_site());
  explicit Node(const Kept& history);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  std::uint16_t port() const noexcept;
  /// Publishes a value of the pair of that name under the next seq; returns that.
  std::uint64_t publish(std::string_view name, std::string_view value);
  const Counters& counters() const noexcept;
  /// Drains and ends. Once.
  void close(std::chrono::milliseconds spread, std::chrono::milliseconds grace);
  /// What /v1/status says from now on.
  void tell(ServerState state);
  /// Goes on with another site, as after a reload.
  void adopt(Site site);
  void drain();  ///< says so only

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Waits until `holds`, at most five seconds. Whether it does.
bool wait_until(bool (*holds)(const Counters&), const Counters& counters);

}  // namespace tickerd::http::test
