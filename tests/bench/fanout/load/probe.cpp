#include "bench/fanout/load/probe.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>

#include "bench/fanout/common/socket.hpp"

namespace tickerd::bench {
namespace {

constexpr std::int64_t interval_us = 5'000;
constexpr std::string_view request = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

}  // namespace

Probe::Probe(const Options& options)
    : socket_(connect_from("127.0.0.1", options.host, options.port)) {
  pollfd ready{.fd = socket_.number(), .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 5'000) != 1 || !is_connected(socket_.number())) {
    throw std::runtime_error("--probe: cannot connect");
  }
}

void Probe::turn(std::int64_t steady_us) {
  if (!waiting_) {
    if (steady_us - asked_us_ < interval_us) return;
    ::send(socket_.number(), request.data(), request.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    asked_us_ = steady_us;
    waiting_ = true;
    return;
  }
  std::array<char, 4096> buffer;
  const auto size = ::recv(socket_.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0 || !std::string_view(buffer.data(), 12).starts_with("HTTP/1.1 200")) {
    throw std::runtime_error("--probe: GET /livez was not answered with 200");
  }
  answers_.add(steady_us - asked_us_);
  waiting_ = false;
}

}  // namespace tickerd::bench
