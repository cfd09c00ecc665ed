#include "app/config_restart.hpp"

#include <string_view>

namespace tickerd::app {
namespace {

template <class Value>
bool keep(const Value& from, Value& to) {
  if (from == to) return false;
  to = from;
  return true;
}

/// A key, and what puts its value back. Whether that was another one.
struct Kept {
  std::string_view key;
  bool (*keep)(const Config& from, Config& to);
};

constexpr Kept kept[] = {
    {"listen.address",
     [](const Config& from, Config& to) { return keep(from.listen.address, to.listen.address); }},
    {"listen.port",
     [](const Config& from, Config& to) { return keep(from.listen.port, to.listen.port); }},
    {"operations.address",
     [](const Config& from, Config& to) {
       return keep(from.operations.address, to.operations.address);
     }},
    {"operations.port",
     [](const Config& from, Config& to) { return keep(from.operations.port, to.operations.port); }},
    {"data_dir", [](const Config& from, Config& to) { return keep(from.data_dir, to.data_dir); }},
    {"threads", [](const Config& from, Config& to) { return keep(from.threads, to.threads); }},
    {"io_uring", [](const Config& from, Config& to) { return keep(from.io_uring, to.io_uring); }},
    {"history.enabled",
     [](const Config& from, Config& to) { return keep(from.history.enabled, to.history.enabled); }},
    {"history.keep_raw",
     [](const Config& from, Config& to) {
       return keep(from.history.retention.raw, to.history.retention.raw);
     }},
    {"history.keep_1m",
     [](const Config& from, Config& to) {
       return keep(from.history.retention.minute, to.history.retention.minute);
     }},
    {"history.keep_1h",
     [](const Config& from, Config& to) {
       return keep(from.history.retention.hour, to.history.retention.hour);
     }},
    {"history.keep_1d",
     [](const Config& from, Config& to) {
       return keep(from.history.retention.day, to.history.retention.day);
     }},
    {"backfill_days",
     [](const Config& from, Config& to) { return keep(from.backfill_days, to.backfill_days); }},
    {"log.format",
     [](const Config& from, Config& to) { return keep(from.log_format, to.log_format); }},
};

}  // namespace

std::vector<std::string> keep_until_restart(const Config& running, Config& next) {
  std::vector<std::string> keys;
  for (const auto& [key, keep_value] : kept) {
    if (keep_value(running, next)) keys.emplace_back(key);
  }
  return keys;
}

}  // namespace tickerd::app
