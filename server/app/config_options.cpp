#include "app/config_options.hpp"

#include "app/config.hpp"

namespace tickerd::app {
namespace {

using Kind = OptionKind;

template <class Target>
void put_number(Target& target, const OptionValue& value) {
  target = static_cast<Target>(std::get<std::int64_t>(value));
}
void put_text(std::string& target, const OptionValue& value) {
  target = std::get<std::string>(value);
}
void put_duration(std::chrono::milliseconds& target, const OptionValue& value) {
  target = std::get<std::chrono::milliseconds>(value);
}

rates::Log::Level level_of(std::string_view word) {
  if (word == "debug") return rates::Log::Level::debug;
  if (word == "warning") return rates::Log::Level::warning;
  return word == "error" ? rates::Log::Level::error : rates::Log::Level::info;
}

constexpr std::int64_t second = 1000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

const Option table[] = {
    {.key = "$schema",
     .help = "Where an editor finds the JSON Schema. Not used by the server",
     .store = [](Config&, const OptionValue&) {}},

    {.key = "listen", .kind = Kind::section, .help = "Where subscribers and browsers connect"},
    {.key = "listen.address",
     .fallback = R"("0.0.0.0")",
     .help = "IP address; \"0.0.0.0\" and \"::\" are every interface, \"127.0.0.1\" is this host "
             "only",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_text(c.listen.address, v); }},
    {.key = "listen.port",
     .kind = Kind::integer,
     .fallback = "8080",
     .help = "TCP port; 0 lets the system choose one, see --ports-file",
     .most = 65'535,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_number(c.listen.port, v); }},

    {.key = "operations",
     .kind = Kind::section,
     .help = "Where health in full detail and metrics are: keep it inside your network"},
    {.key = "operations.address",
     .fallback = R"("127.0.0.1")",
     .help = "IP address",
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_text(c.operations.address, v); }},
    {.key = "operations.port",
     .kind = Kind::integer,
     .fallback = "9464",
     .help = "TCP port; 0 lets the system choose one",
     .most = 65'535,
     .restart_only = true,
     .store = [](Config& c, const OptionValue& v) { put_number(c.operations.port, v); }},

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
     .store = [](Config& c, const OptionValue& v) { put_number(c.threads, v); }},

    {.key = "pairs",
     .kind = Kind::list,
     .help = "The pairs to publish: a string like \"KGS/USD\", or an object",
     .required = true},
    {.key = "pairs[].pair",
     .help = "BASE/QUOTE: how many units of QUOTE buy one BASE",
     .required = true},
    {.key = "pairs[].precision",
     .kind = Kind::section,
     .help = "How many digits are shown: one of the two; significant 5 when left out"},
    {.key = "pairs[].precision.significant",
     .kind = Kind::integer,
     .help = "Significant digits: 5 shows 0.011435 and 87.450",
     .least = 1,
     .most = 20},
    {.key = "pairs[].precision.decimals",
     .kind = Kind::integer,
     .help = "Digits after the point: 5 shows 0.01144 and 87.45000",
     .most = 20},
    {.key = "pairs[].basis",
     .kind = Kind::choice,
     .fallback = R"("previous_close")",
     .help = "What the change is measured against",
     .choices = "previous_close"},
    {.key = "pairs[].max_age",
     .kind = Kind::duration,
     .fallback = R"("4d")",
     .help = "Older than this is stale",
     .least = second,
     .most = 3660 * day},
    {.key = "pairs[].feeds",
     .kind = Kind::texts,
     .help = "Names of the feeds this pair may come from, best first; all when left out"},

    {.key = "feeds",
     .kind = Kind::list,
     .help = "Where quotes come from, in order of preference",
     .required = true},
    {.key = "feeds[].name",
     .help = "What rates call their source; the preset's name when left out"},
    {.key = "feeds[].kind",
     .kind = Kind::choice,
     .fallback = R"("polled")",
     .help = "polled: asked over HTTP. fixed: a peg. replay: recorded bodies, marked as demo",
     .choices = "polled fixed replay"},
    {.key = "feeds[].preset",
     .help = "polled, replay: how the feed is read: a name that tickerd knows, or a preset file"},
    {.key = "feeds[].url", .help = "polled: asked in place of the preset's address"},
    {.key = "feeds[].every",
     .kind = Kind::duration,
     .help = "polled: time between two requests, the preset's when left out. replay: time between "
             "two bodies, \"3s\" when left out",
     .least = 10,
     .most = 7 * day},
    {.key = "feeds[].timeout",
     .kind = Kind::duration,
     .help = "polled: the whole time one request may take; the preset's when left out",
     .least = 10,
     .most = 10 * minute},
    {.key = "feeds[].allow_private",
     .kind = Kind::boolean,
     .fallback = "false",
     .help = "polled: its host name may lead to a private or loopback address"},
    {.key = "feeds[].quotes",
     .kind = Kind::decimals,
     .help =
         "fixed: the pegs, {\"USD/TMT\": \"3.5\"}: numbers in quotes, so that no digit is lost"},
    {.key = "feeds[].directory",
     .help = "replay: folder of recorded bodies, played in the order of their names"},

    {.key = "public_url",
     .fallback = R"("")",
     .help = "What browsers call this server behind a proxy, \"https://rates.example.org\"; "
             "checked, and "
             "not used by anything yet",
     .store = [](Config& c, const OptionValue& v) { put_text(c.public_url, v); }},
    {.key = "allowed_origins",
     .kind = Kind::texts,
     .fallback = R"(["*"])",
     .help = "Web pages that may connect: \"*\", \"null\" (sandboxed frames) or "
             "\"https://host[:port]\"",
     .store =
         [](Config& c, const OptionValue& v) {
           c.allowed_origins = std::get<std::vector<std::string>>(v);
         }},
    {.key = "heartbeat",
     .kind = Kind::duration,
     .fallback = R"("15s")",
     .help = "A subscription that is silent for this long gets a heartbeat; keep it under your "
             "proxy's limit",
     .least = 50,
     .most = 10 * minute,
     .store = [](Config& c, const OptionValue& v) { put_duration(c.heartbeat, v); }},
    {.key = "slow_client_timeout",
     .kind = Kind::duration,
     .fallback = R"("10s")",
     .help = "A subscriber that takes nothing for this long is closed",
     .least = 100,
     .most = hour,
     .store = [](Config& c, const OptionValue& v) { put_duration(c.slow_client_timeout, v); }},
    {.key = "drain",
     .kind = Kind::duration,
     .fallback = R"("10s")",
     .help = "At the end, goodbyes are spread over this time",
     .most = 10 * minute,
     .store = [](Config& c, const OptionValue& v) { put_duration(c.drain, v); }},

    {.key = "log", .kind = Kind::section, .help = "What is said on standard error"},
    {.key = "log.level",
     .kind = Kind::choice,
     .fallback = R"("info")",
     .help = "Lines below this level are left out",
     .choices = "debug info warning error",
     .store = [](Config& c,
                 const OptionValue& v) { c.log_level = level_of(std::get<std::string>(v)); }},

    {.key = "limits", .kind = Kind::section, .help = "What one client may ask of the server"},
    {.key = "limits.message_bytes",
     .kind = Kind::integer,
     .fallback = "4096",
     .help = "Longest message a client may send, in bytes",
     .least = 128,
     .most = 16'777'216,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.message_bytes, v); }},
    {.key = "limits.header_bytes",
     .kind = Kind::integer,
     .fallback = "16384",
     .help = "Longest request header, in bytes",
     .least = 1024,
     .most = 1'048'576,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.header_bytes, v); }},
    {.key = "limits.header_time",
     .kind = Kind::duration,
     .fallback = R"("10s")",
     .help = "The whole time a request header may take to arrive",
     .least = 100,
     .most = hour,
     .store = [](Config& c, const OptionValue& v) { put_duration(c.limits.header_time, v); }},
    {.key = "limits.pairs_per_subscription",
     .kind = Kind::integer,
     .fallback = "128",
     .help = "Pairs that one subscriber may ask for",
     .least = 1,
     .most = 100'000,
     .store = [](Config& c,
                 const OptionValue& v) { put_number(c.limits.pairs_per_subscription, v); }},
    {.key = "limits.control_rate",
     .kind = Kind::integer,
     .fallback = "5",
     .help = "Messages a client may send in a second, in the long run",
     .least = 1,
     .most = 100'000,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.control_rate, v); }},
    {.key = "limits.control_burst",
     .kind = Kind::integer,
     .fallback = "20",
     .help = "Messages a client may send at once",
     .least = 1,
     .most = 100'000,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.control_burst, v); }},
    {.key = "limits.connections",
     .kind = Kind::integer,
     .fallback = "0",
     .help = "Connections at a time; 0 is the limit of open files less 64",
     .most = 10'000'000,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.connections, v); }},
    {.key = "limits.tracked_pairs",
     .kind = Kind::integer,
     .fallback = "1000",
     .help = "Pairs beyond the configured ones that are published because subscribers asked",
     .most = 1'000'000,
     .store = [](Config& c, const OptionValue& v) { put_number(c.limits.tracked_pairs, v); }},
};

}  // namespace

std::span<const Option> options() noexcept { return table; }

}  // namespace tickerd::app
