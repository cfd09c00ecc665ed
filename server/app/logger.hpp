#pragma once

#include <memory>
#include <string_view>

#include "rates/log.hpp"

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): spdlog's own name
}

namespace tickerd::app {

/// How a line of the log is written.
enum class LogFormat {
  text,  ///< `2026-05-19T05:02:11.480Z warning event=poll_failed feed=nbk code=timeout`
  /// `{"time":"2026-05-19T05:02:11.480Z","level":"warning","event":"poll_failed","feed":"nbk",...}`;
  /// every value is a string, whatever it looks like
  json,
};

/// The log of the running server: one line an event on standard error, RFC 3339 UTC time with
/// milliseconds. Callable from any thread.
class Logger final : public rates::Log {
 public:
  explicit Logger(Level least, LogFormat format = LogFormat::text);
  ~Logger() override;

  /// Leaves out lines below `least` from now on. From any thread.
  void set_level(Level least);
  void write(Level level, std::string_view event, std::string_view detail) override;

 private:
  std::unique_ptr<spdlog::logger> sink_;
  LogFormat format_;
};

}  // namespace tickerd::app
