#include "app/logger.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace tickerd::app {
namespace {

spdlog::level::level_enum spdlog_level(rates::Log::Level level) {
  switch (level) {
    case rates::Log::Level::debug:
      return spdlog::level::debug;
    case rates::Log::Level::info:
      return spdlog::level::info;
    case rates::Log::Level::warning:
      return spdlog::level::warn;
    case rates::Log::Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

Logger::Logger(Level least)
    : sink_(std::make_unique<spdlog::logger>("tickerd",
                                             std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  sink_->set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                   spdlog::pattern_time_type::utc));
  sink_->set_level(spdlog_level(least));
  sink_->flush_on(spdlog::level::debug);
}

Logger::~Logger() = default;

void Logger::write(Level level, std::string_view event, std::string_view detail) {
  const auto spd = spdlog_level(level);
  if (detail.empty()) {
    sink_->log(spd, "event={}", event);
  } else {
    sink_->log(spd, "event={} {}", event, detail);
  }
}

}  // namespace tickerd::app
