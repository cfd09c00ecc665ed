#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace tickerd::app {

/// Who started this process and looks after it, where that is systemd or speaks as it does
/// (sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3)). Where it is nobody, nothing is told.
/// Made once, while there is one thread: it takes sockets and watchdog out of the environment.
class Supervisor {
 public:
  Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// A listening socket that was handed over for `name`, "listen" or "operations". One without
  /// either name is "listen".
  std::optional<int> socket(const std::string& name) const;
  /// How often alive() is to be said at least; none when nobody waits for it.
  std::optional<std::chrono::milliseconds> watchdog() const noexcept { return watchdog_; }

  void say_ready() const;
  void say_reloading() const;
  void say_stopping() const;
  void say_alive() const;

 private:
  static void say(const std::string& state);

  std::map<std::string, int> sockets_;
  std::optional<std::chrono::milliseconds> watchdog_;
};

}  // namespace tickerd::app
