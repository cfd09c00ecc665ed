#include "app/supervisor.hpp"

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <sstream>

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

namespace tickerd::app {
namespace {

/// The sockets by name. Their names are in the environment, separated by colons.
std::map<std::string, int> take_sockets() {
  const char* const value = std::getenv("LISTEN_FDNAMES");
  std::istringstream names(value == nullptr ? "" : value);
  std::map<std::string, int> sockets;
  const int count = sd_listen_fds(1);
  for (int at = 0; at < count; ++at) {
    std::string name;
    std::getline(names, name, ':');
    sockets.emplace(name == "operations" ? name : "listen", SD_LISTEN_FDS_START + at);
  }
  return sockets;
}

std::optional<std::chrono::milliseconds> take_watchdog() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(1, &microseconds) <= 0) return std::nullopt;
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(microseconds));
}

}  // namespace

Supervisor::Supervisor() : sockets_(take_sockets()), watchdog_(take_watchdog()) {}

std::optional<int> Supervisor::socket(const std::string& name) const {
  const auto found = sockets_.find(name);
  if (found == sockets_.end()) return std::nullopt;
  return found->second;
}

void Supervisor::say_ready() const { say("READY=1"); }

void Supervisor::say_reloading() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  say(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.tv_sec * 1'000'000 + now.tv_nsec / 1000));
}

void Supervisor::say_stopping() const { say("STOPPING=1"); }

void Supervisor::say_alive() const { say("WATCHDOG=1"); }

/// It may be gone, and there is nobody to tell that.
void Supervisor::say(const std::string& state) { sd_notify(0, state.c_str()); }

}  // namespace tickerd::app
