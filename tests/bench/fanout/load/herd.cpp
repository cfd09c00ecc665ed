#include "bench/fanout/load/herd.hpp"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>

#include "bench/fanout/common/machine.hpp"
#include "bench/fanout/common/socket.hpp"

namespace tickerd::bench {
namespace {

constexpr std::int64_t connect_us = 60'000'000;
constexpr std::size_t longest_header = 16 * 1024;

}  // namespace

Herd::Herd(const Options& options, const Transport& transport, Subscriptions& subscriptions,
           Tally& tally)
    : options_(options),
      transport_(transport),
      subscriptions_(subscriptions),
      tally_(tally),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      clients_(options.connections),
      buffer_(std::make_unique<std::array<char, 256 * 1024>>()) {}

bool Herd::connect_up_to(std::size_t count) {
  const auto until = steady_us() + connect_us;
  while (begun_ < count || in_flight_ > 0) {
    while (begun_ < count && in_flight_ < options_.in_flight) begin_next();
    step(options_.busy ? 0 : 10);
    if (steady_us() > until) break;
  }
  return streaming_ == count;
}

void Herd::read_for(double seconds, Probe* probe) {
  auto now = steady_us();
  const auto until = now + static_cast<std::int64_t>(seconds * 1e6);
  while (now < until) {
    const auto before = now;
    const bool has_come = step(options_.busy ? 0 : 5);
    now = steady_us();
    if (!has_come) idle_us_ += now - before;
    if (probe != nullptr) probe->turn(now);
  }
}

void Herd::begin_next() {
  auto& client = clients_[begun_];
  const auto source = fmt::format("127.0.0.{}", 2 + begun_ % options_.sources);
  ++begun_;
  client.socket = connect_from(source, options_.host, options_.port);
  if (!client.socket.is_open()) {
    client.state = Client::State::gone;
    ++tally_.faults.failed_connects;
    return;
  }
  client.state = Client::State::connecting;
  ++in_flight_;
  const auto host = fmt::format("{}:{}", options_.host, options_.port);
  client.rest = transport_.request(host, subscriptions_.next_target());
  send_request(client);  // over a loopback it is connected already
}

bool Herd::step(int longest_wait_ms) {
  std::array<epoll_event, 128> events;
  const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), longest_wait_ms);
  for (int at = 0; at < count; ++at) {
    const auto& event = events[static_cast<std::size_t>(at)];
    on_event(*static_cast<Client*>(event.data.ptr), event.events);
  }
  return count > 0;
}

void Herd::on_event(Client& client, std::uint32_t events) {
  if (client.state == Client::State::connecting) {
    send_request(client);
  } else if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
    read(client);
  }
}

void Herd::send_request(Client& client) {
  const auto& request = client.rest;
  const auto sent = ::send(client.socket.number(), request.data(), request.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return watch(client, EPOLLOUT);
  if (sent != static_cast<ssize_t>(request.size())) return lose(client);
  client.rest.clear();
  client.state = Client::State::upgrading;
  watch(client, EPOLLIN);
}

void Herd::watch(Client& client, std::uint32_t events) {
  epoll_event wanted{.events = events, .data = {.ptr = &client}};
  const int how = std::exchange(client.watched, true) ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  ::epoll_ctl(poll_.number(), how, client.socket.number(), &wanted);
}

void Herd::read(Client& client) {
  const auto size = ::recv(client.socket.number(), buffer_->data(), buffer_->size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return lose(client);
  const std::string_view bytes(buffer_->data(), static_cast<std::size_t>(size));
  tally_.on_read(bytes.size());
  if (client.state == Client::State::upgrading) {
    client.rest += bytes;
    if (take_header(client) && !client.rest.empty()) take(client, std::exchange(client.rest, {}));
  } else if (client.rest.empty()) {
    take(client, bytes);
  } else {
    auto whole = std::exchange(client.rest, {});
    take(client, whole += bytes);
  }
}

bool Herd::take_header(Client& client) {
  const auto end = client.rest.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (client.rest.size() > longest_header) lose(client);
    return false;
  }
  const auto header = client.rest.substr(0, end + 4);
  client.rest.erase(0, end + 4);
  if (!transport_.accepts(header, client)) {
    if (tally_.faults.failed_connects == 0) {
      const auto status = header.substr(0, header.find("\r\n"));
      fmt::print(stderr, "not the answer that was asked for: {}\n", status);
    }
    lose(client);
    return false;
  }
  client.state = Client::State::streaming;
  --in_flight_;
  ++streaming_;
  const auto greeting = transport_.greeting();
  if (!greeting.empty()) tally_.on_reply(client, greeting);
  return true;
}

void Herd::take(Client& client, std::string_view bytes) {
  const auto taken = transport_.read(bytes, client, tally_);
  if (!taken || tally_.was_malformed()) {
    ++tally_.faults.malformed;
    lose(client);
  } else if (*taken < bytes.size()) {
    client.rest = bytes.substr(*taken);
  }
}

void Herd::lose(Client& client) {
  if (client.state == Client::State::streaming) {
    ++tally_.faults.disconnects;
    --streaming_;
  } else {
    ++tally_.faults.failed_connects;
    --in_flight_;
  }
  client.state = Client::State::gone;
  client.socket.close();
}

}  // namespace tickerd::bench
