#include "app/logger.hpp"

#include <string>

#include <nlohmann/json.hpp>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "rates/log_text.hpp"

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

constexpr const char* text_pattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr const char* json_pattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

/// The members behind time and level, without braces.
std::string json_members(std::string_view event, std::string_view detail) {
  nlohmann::ordered_json members{{"event", event}};
  for (auto& [key, value] : rates::log_fields(detail)) members[key] = std::move(value);
  const auto whole = members.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return whole.substr(1, whole.size() - 2);
}

}  // namespace

Logger::Logger(Level least, LogFormat format)
    : sink_(std::make_unique<spdlog::logger>("tickerd",
                                             std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      format_(format) {
  sink_->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      format == LogFormat::json ? json_pattern : text_pattern, spdlog::pattern_time_type::utc));
  sink_->set_level(spdlog_level(least));
  sink_->flush_on(spdlog::level::debug);
}

Logger::~Logger() = default;

void Logger::set_level(Level least) { sink_->set_level(spdlog_level(least)); }

void Logger::write(Level level, std::string_view event, std::string_view detail) {
  const auto spd = spdlog_level(level);
  if (format_ == LogFormat::json) {
    if (sink_->should_log(spd)) sink_->log(spd, "{}", json_members(event, detail));
  } else if (detail.empty()) {
    sink_->log(spd, "event={}", event);
  } else {
    sink_->log(spd, "event={} {}", event, detail);
  }
}

}  // namespace tickerd::app
