#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "stream/hub.hpp"

namespace tickerd::stream::test {

/// The message within a frame of either transport.
std::string message_of(const Frame& frame);
/// A message on one line: "snapshot e:4 resumed [A/B=1@3 C/D=2@4]", "update e:5<4 [A/B=2@5]",
/// "heartbeat 5<4". The rates as pair=rate@seq.
std::string line_of(const Frame& frame);
/// The same JSON with its keys sorted, so that two texts can be compared.
std::string sorted_json(const std::string& text);

/// A subscriber that writes down what it got. It can be slow, and it can do things while it takes
/// a frame.
class Listener final : public Subscriber {
 public:
  bool deliver(const FramePtr& frame) override;

  bool busy = false;
  std::function<void()> on_deliver;
  std::vector<FramePtr> frames;

  /// The lines since the last call.
  std::vector<std::string> lines();
};

/// What a client does with what it gets: it keeps the newest values, and finds every fault in the
/// order of messages.
class ModelClient final : public Subscriber {
 public:
  bool deliver(const FramePtr& frame) override;

  bool busy = false;
  /// By pair, the rate as its JSON text.
  std::map<std::string, std::string> rates;
  std::string epoch;
  std::uint64_t seq = 0;
  int messages = 0;
  std::vector<std::string> faults;

  /// Where it would resume.
  rates::Position position() const { return {epoch, seq}; }
  /// Forgets where it stands, as a client that connects again; keeps its values.
  void reconnect() { connected_ = false; }

 private:
  bool connected_ = false;
};

}  // namespace tickerd::stream::test
