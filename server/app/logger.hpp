#pragma once

#include <memory>
#include <string_view>

#include "rates/log.hpp"

namespace spdlog {
class logger;  // NOLINT(readability-identifier-naming): spdlog's own name
}

namespace tickerd::app {

/// The log of the running server: one line an event on standard error, RFC 3339 UTC time with
/// milliseconds, `2026-05-19T05:02:11.480Z warning event=poll_failed feed=nbk code=timeout`.
/// Callable from any thread.
class Logger final : public rates::Log {
 public:
  explicit Logger(Level least);
  ~Logger() override;

  void write(Level level, std::string_view event, std::string_view detail) override;

 private:
  std::unique_ptr<spdlog::logger> sink_;
};

}  // namespace tickerd::app
