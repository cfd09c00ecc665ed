#pragma once

#include <string_view>

namespace tickerd::rates {

/// Where notable things are said. `event` is a stable key ("poll_failed"), `detail` is
/// space-separated `key=value` text without secrets. Callable from any thread; never blocks long.
class Log {
 public:
  enum class Level { debug, info, warning, error };
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view event, std::string_view detail) = 0;

  void debug(std::string_view event, std::string_view detail = {}) {
    write(Level::debug, event, detail);
  }
  void info(std::string_view event, std::string_view detail = {}) {
    write(Level::info, event, detail);
  }
  void warning(std::string_view event, std::string_view detail = {}) {
    write(Level::warning, event, detail);
  }
  void error(std::string_view event, std::string_view detail = {}) {
    write(Level::error, event, detail);
  }
};

/// Says nothing: for tests and tools.
class NullLog final : public Log {
 public:
  void write(Level, std::string_view, std::string_view) override {}
};

}  // namespace tickerd::rates
