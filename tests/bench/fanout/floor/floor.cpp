#include "bench/fanout/floor/floor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "bench/fanout/common/machine.hpp"
#include "bench/fanout/common/sample.hpp"
#include "bench/fanout/common/socket.hpp"
#include "bench/fanout/common/trigger.hpp"
#include "bench/fanout/floor/upgrade.hpp"

namespace tickerd::bench {
namespace {

constexpr int patience_ms = 10'000;
constexpr std::uint64_t faulty_seq = 5;

}  // namespace

Floor::Floor(const ServerOptions& options)
    : options_(options), listener_(listen_on(options.port)), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!listener_.is_open()) throw std::runtime_error("the port is taken");
  if (options.together) batch_.emplace();
  epoll_event wanted{.events = EPOLLIN, .data = {.ptr = nullptr}};
  ::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, listener_.number(), &wanted);
}

std::uint16_t Floor::port() const { return local_port(listener_.number()); }

void Floor::run() {
  while (!is_triggered()) serve(20);
  if (options_.saturated) {
    for (;;) {
      serve(0);
      publish();
    }
  }
  const auto interval = static_cast<std::int64_t>(1e6 / options_.rate);
  for (auto due = steady_us();;) {
    const auto left_us = due - steady_us();
    if (left_us > 0) {
      serve(static_cast<int>((left_us + 999) / 1000));
    } else {
      publish();
      serve(0);
      due += interval;
    }
  }
}

void Floor::serve(int longest_wait_ms) {
  std::array<epoll_event, 256> events;
  const int count = ::epoll_wait(poll_.number(), events.data(), events.size(), longest_wait_ms);
  for (int at = 0; at < count; ++at) {
    auto* const peer = static_cast<Peer*>(events[static_cast<std::size_t>(at)].data.ptr);
    if (peer == nullptr) {
      accept_all();
    } else {
      read(*peer);
    }
  }
}

void Floor::accept_all() {
  for (;;) {
    auto socket = accept_one(listener_.number());
    if (!socket.is_open()) return;
    auto peer = std::make_unique<Peer>();
    peer->socket = std::move(socket);
    peer->place = peers_.size();
    epoll_event wanted{.events = EPOLLIN, .data = {.ptr = peer.get()}};
    ::epoll_ctl(poll_.number(), EPOLL_CTL_ADD, peer->socket.number(), &wanted);
    peers_.push_back(std::move(peer));
  }
}

void Floor::read(Peer& peer) {
  std::array<char, 4096> buffer;
  const auto size = ::recv(peer.socket.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return leave(peer);
  if (peer.subscribed) return;  // nothing is asked of a subscriber
  // The load sends its request at once, and it is short: it comes in one piece.
  const auto answer = upgrade_answer({buffer.data(), static_cast<std::size_t>(size)});
  if (!answer || !send(peer, *answer)) return leave(peer);
  peer.subscribed = true;
}

void Floor::leave(Peer& peer) {
  auto& own = peers_[peer.place];
  auto& last = peers_.back();
  last->place = peer.place;
  std::swap(own, last);
  peers_.pop_back();
}

bool Floor::send(const Peer& peer, std::string_view frame) {
  while (!frame.empty()) {
    const auto sent =
        ::send(peer.socket.number(), frame.data(), frame.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      frame.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      // Who is behind holds up all: a floor keeps no queue.
      pollfd room{.fd = peer.socket.number(), .events = POLLOUT, .revents = 0};
      if (::poll(&room, 1, patience_ms) != 1) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

void Floor::publish() {
  const auto prev = seq_++;
  const auto frame = text_frame(update_text(seq_, prev, now_us()));
  if (batch_) return publish_together(frame);
  const auto fault = seq_ == faulty_seq ? options_.fault : Fault::none;
  for (const auto& peer : peers_) {
    if (!peer->subscribed) continue;
    if (fault != Fault::none && peer == peers_.front()) {
      publish_wrongly(*peer, fault, frame);
      continue;
    }
    // Who cannot be reached is seen to be gone by the next read.
    (void)send(*peer, frame);
  }
}

void Floor::publish_together(std::string_view frame) {
  const auto submit = [&] {
    for (const auto& unsent : batch_->submit()) {
      if (!unsent.is_lost) (void)send(*peers_[unsent.peer], frame.substr(unsent.sent));
    }
  };
  for (const auto& peer : peers_) {
    if (!peer->subscribed) continue;
    if (batch_->is_full()) submit();
    batch_->add(peer->place, peer->socket.number(), frame);
  }
  submit();
}

void Floor::publish_wrongly(const Peer& peer, Fault fault, const std::string& frame) {
  const auto half = frame.size() / 2;
  if (fault == Fault::repeat) {
    (void)send(peer, frame + frame);  // as in publish()
  } else if (fault == Fault::tear) {
    (void)send(peer, frame.substr(0, half) + frame.substr(0, frame.size() - half));
  } else if (fault == Fault::hang_up) {
    ::shutdown(peer.socket.number(), SHUT_RDWR);
  }
}

}  // namespace tickerd::bench
