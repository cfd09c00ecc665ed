#include "bench/fanout/load/tally.hpp"

#include <sys/socket.h>

#include "bench/fanout/common/machine.hpp"

namespace tickerd::bench {

void Tally::open_window() {
  window_ = {};
  latencies_.clear();
  is_open_ = true;
}

void Tally::on_read(std::size_t bytes) {
  now_us_ = now_us();
  if (is_open_) window_.bytes += bytes;
}

void Tally::on_reply(Client& client, const std::string& bytes) {
  // Some hundred bytes: a socket that has no room for them is about to be given up anyway.
  ::send(client.socket.number(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void Tally::on_message(Client& client, std::string_view payload, bool deflated) {
  const auto* const message = reader_.read(payload, deflated);
  if (message == nullptr) {
    was_malformed_ = true;
    return;
  }
  judge(client, *message);
  const bool is_update = message->kind == Message::Kind::update;
  if (is_update) fairness_.add(client, message->seq, is_open_);
  if (!is_open_) return;
  if (message->kind == Message::Kind::heartbeat) ++window_.heartbeats;
  if (!is_update) return;
  ++window_.updates;
  window_.rates += message->rates;
  if (message->ts_us > 0) latencies_.add(now_us_ - message->ts_us);
}

void Tally::judge(Client& client, const Message& message) {
  const bool is_update = message.kind == Message::Kind::update;
  if (message.kind == Message::Kind::other) return;
  if (client.last_seq) {
    // A heartbeat may repeat the seq of the message before it; nothing may go back.
    const bool grows = is_update ? message.seq > *client.last_seq : message.seq >= *client.last_seq;
    if (!grows) ++faults.reorderings;
    const bool follows = is_update || message.kind == Message::Kind::heartbeat;
    if (follows && message.prev != client.last_seq) ++faults.gaps;
  }
  client.last_seq = message.seq;
}

}  // namespace tickerd::bench
