#include "app/config_options.hpp"

#include <iterator>

#include "app/config.hpp"
#include "app/config_put.hpp"

namespace tickerd::app {
namespace {

using Kind = OptionKind;

rates::Log::Level level_of(std::string_view word) {
  if (word == "debug") return rates::Log::Level::debug;
  if (word == "warning") return rates::Log::Level::warning;
  return word == "error" ? rates::Log::Level::error : rates::Log::Level::info;
}

/// Nothing is kept for no time at all: 0 is for ever.
void put_bound(store::Retention::Bound& target, const OptionValue& value) {
  const auto bound = std::get<std::chrono::milliseconds>(value);
  target = bound.count() == 0 ? std::nullopt : store::Retention::Bound(bound);
}

constexpr std::int64_t century = 100 * 365 * 24 * hour;

const Option first_options[] = {
    {.key = "$schema",
     .help = "Where an editor finds the JSON Schema. Not used by the server",
     .store = [](Config&, const OptionValue&) {}},

    {.key = "listen", .kind = Kind::section, .help = "Where subscribers and browsers connect"},
    {.key = "listen.address",
     .fallback = R"("0.0.0.0")",
     .help = "IP address; \"0.0.0.0\" and \"::\" are every interface, \"127.0.0.1\" is this host "
             "only",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.listen.address, v); }},
    {.key = "listen.port",
     .kind = Kind::integer,
     .fallback = "8080",
     .help = "TCP port; 0 lets the system choose one, see --ports-file",
     .most = 65'535,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.listen.port, v); }},

    {.key = "listen.proxy_protocol",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "Whether each connection begins with a header of the PROXY protocol, version 2, that "
             "says whom it is of; only trusted_proxies may connect then",
     .store = [](Config& c, const OptionValue& v) { c.proxy_protocol = std::get<bool>(v); }},

    {.key = "trusted_proxies",
     .kind = Kind::texts,
     .fallback = "[]",
     .help = "Addresses and ranges of the proxies in front, such as \"10.0.0.0/8\": their "
             "X-Forwarded-For says whom limits.connections_per_ip counts. Everybody else's is not "
             "looked at",
     .store =
         [](Config& c, const OptionValue& v) {
           c.trusted_proxies = std::get<std::vector<std::string>>(v);
         }},

    {.key = "tls",
     .kind = Kind::section,
     .help = "What \"listen\" encrypts with; without it connections are in the clear"},
    {.key = "tls.certificate",
     .fallback = R"("")",
     .help = "File of the server's certificate in PEM, those up to its root behind it. Read again "
             "by a reload",
     .store = [](Config& c,
                 const OptionValue& v) { c.tls.certificate = std::get<std::string>(v); }},
    {.key = "tls.key",
     .fallback = R"("")",
     .help = "File of its private key in PEM, without a pass phrase",
     .store = [](Config& c, const OptionValue& v) { c.tls.key = std::get<std::string>(v); }},
    {.key = "tls.hsts",
     .kind = Kind::duration,
     .fallback = R"("1d")",
     .help = "How long browsers come to this host by HTTPS only once they were here "
             "(Strict-Transport-Security); that holds for all of the host's ports. \"0s\": they "
             "are not told",
     .most = 2 * 365 * 24 * hour,
     .store = [](Config& c, const OptionValue& v) { put(c.tls.hsts, v); }},

    {.key = "operations",
     .kind = Kind::section,
     .help = "Where health in full detail and metrics are: keep it inside your network"},
    {.key = "operations.address",
     .fallback = R"("127.0.0.1")",
     .help = "IP address",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.operations.address, v); }},
    {.key = "operations.port",
     .kind = Kind::integer,
     .fallback = "9464",
     .help = "TCP port; 0 lets the system choose one",
     .most = 65'535,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.operations.port, v); }},

    {.key = "data_dir",
     .fallback = R"("")",
     .help = "Folder of the store, one server a folder; empty is a temporary one, removed at the "
             "end",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { c.data_dir = std::get<std::string>(v); }},
    {.key = "threads",
     .kind = Kind::integer,
     .fallback = "0",
     .help = "Threads that serve subscribers; 0 is one for each core",
     .most = 256,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.threads, v); }},
    {.key = "io_uring",
     .kind = Kind::boolean,
     .fallback = "true",
     .help = "Whether to hand updates to the kernel through io_uring where it allows that: the "
             "same bytes for less work",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { c.io_uring = std::get<bool>(v); }},
    {.key = "compression",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "Whether WebSocket messages are compressed for clients that offer it "
             "(permessage-deflate): fewer bytes on the wire, once for all who get the same",
     .store = [](Config& c, const OptionValue& v) { c.compression = std::get<bool>(v); }},
    {.key = "publish_interval",
     .kind = Kind::duration,
     .fallback = R"("0ms")",
     .help = "Updates go out no closer together than this; what comes in between is merged, the "
             "newest rate of each pair winning. Not longer than heartbeat",
     .most = 10 * second,
     .store = [](Config& c, const OptionValue& v) { put(c.publish_interval, v); }},

    {.key = "history",
     .kind = Kind::section,
     .help = "What is kept of the past in data_dir, beside the last rates"},
    {.key = "history.enabled",
     .kind = Kind::boolean,
     .fallback = "true",
     .help = "Whether published rates are kept",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { c.history.enabled = std::get<bool>(v); }},
    {.key = "history.keep_raw",
     .kind = Kind::duration,
     .fallback = R"("14d")",
     .help = "How long every single rate is kept; \"0s\" is for ever",
     .most = century,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_bound(c.history.retention.raw, v); }},
    {.key = "history.keep_1m",
     .kind = Kind::duration,
     .fallback = R"("90d")",
     .help = "How long open, high, low and close of each minute are kept; \"0s\" is for ever",
     .most = century,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_bound(c.history.retention.minute, v); }},
    {.key = "history.keep_1h",
     .kind = Kind::duration,
     .fallback = R"("730d")",
     .help = "The same of each hour",
     .most = century,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_bound(c.history.retention.hour, v); }},
    {.key = "history.keep_1d",
     .kind = Kind::duration,
     .fallback = R"("0s")",
     .help = "The same of each day",
     .most = century,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_bound(c.history.retention.day, v); }},
};

const Option further_options[] = {
    {.key = "max_jump_percent",
     .kind = Kind::decimal,
     .fallback = R"("10")",
     .help = "A move beyond this many percent is held back until it is confirmed; a pair may have "
             "its own",
     .most = 1'000'000,
     .store = [](Config& c,
                 const OptionValue& v) { c.max_jump_percent = std::get<rates::Decimal>(v); }},
    {.key = "day_ends",
     .fallback = R"("17:00 America/New_York")",
     .help = "When the day of rates that come by the second ends: a time and a time zone. Daily "
             "rates have a date of their own",
     .store = [](Config& c, const OptionValue& v) { put(c.day_ends, v); }},
    {.key = "backfill_days",
     .kind = Kind::integer,
     .fallback = "7",
     .help = "Days of the past that a feed loads at start, as far as they are missing and its "
             "preset says where they are had; 0 is none",
     .most = most_backfill_days,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put(c.backfill_days, v); }},
    {.key = "public_url",
     .fallback = R"("")",
     .help =
         "What browsers call this server, \"https://rates.example.org\": the origin in snippets, "
         "and that of its own pages where allowed_origins is a list. Empty: the Host they ask "
         "for",
     .store = [](Config& c, const OptionValue& v) { put(c.public_url, v); }},
    {.key = "allowed_origins",
     .kind = Kind::texts,
     .fallback = R"(["*"])",
     .help = "Web pages that may connect: \"*\", \"null\" (sandboxed frames), "
             "\"https://host[:port]\", or \"https://*.host[:port]\" for its subdomains",
     .store =
         [](Config& c, const OptionValue& v) {
           c.allowed_origins = std::get<std::vector<std::string>>(v);
         }},
    {.key = "frame_ancestors",
     .kind = Kind::texts,
     .fallback = R"(["*"])",
     .help =
         "Sites that may put /embed into a frame: \"*\", \"'self'\", \"https://host[:port]\" or "
         "\"*.host\"; an empty list is nobody",
     .store =
         [](Config& c, const OptionValue& v) {
           c.frame_ancestors = std::get<std::vector<std::string>>(v);
         }},
    {.key = "heartbeat",
     .kind = Kind::duration,
     .fallback = R"("15s")",
     .help = "A subscription that is silent for this long gets a heartbeat; keep it under your "
             "proxy's limit",
     .least = 50,
     .most = 10 * minute,
     .store = [](Config& c, const OptionValue& v) { put(c.heartbeat, v); }},
    {.key = "slow_client_timeout",
     .kind = Kind::duration,
     .fallback = R"("10s")",
     .help = "A subscriber that takes nothing for this long is closed",
     .least = 100,
     .most = hour,
     .store = [](Config& c, const OptionValue& v) { put(c.slow_client_timeout, v); }},
    {.key = "drain",
     .kind = Kind::duration,
     .fallback = R"("10s")",
     .help = "At the end, goodbyes are spread over this time",
     .most = 10 * minute,
     .store = [](Config& c, const OptionValue& v) { put(c.drain, v); }},

    {.key = "log", .kind = Kind::section, .help = "What is said on standard error"},
    {.key = "log.level",
     .kind = Kind::choice,
     .fallback = R"("info")",
     .help = "Lines below this level are left out",
     .choices = "debug info warning error",
     .store = [](Config& c,
                 const OptionValue& v) { c.log_level = level_of(std::get<std::string>(v)); }},
    {.key = "log.format",
     .kind = Kind::choice,
     .fallback = R"("text")",
     .help = "How a line is written: for people, or one JSON object a line for what collects logs",
     .choices = "text json",
     .restart_only = true,
     .store =
         [](Config& c, const OptionValue& v) {
           const bool is_json = std::get<std::string>(v) == "json";
           c.log_format = is_json ? LogFormat::json : LogFormat::text;
         }},
};

}  // namespace

std::span<const Option> options() {
  static const std::vector<Option> all = [] {
    std::vector<Option> table(std::begin(first_options), std::end(first_options));
    const auto lists = list_options();
    table.insert(table.end(), lists.begin(), lists.end());
    const auto access = access_options();
    table.insert(table.end(), access.begin(), access.end());
    table.insert(table.end(), std::begin(further_options), std::end(further_options));
    const auto limits = limit_options();
    table.insert(table.end(), limits.begin(), limits.end());
    return table;
  }();
  return all;
}

}  // namespace tickerd::app
