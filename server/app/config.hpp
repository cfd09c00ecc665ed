#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/bearers.hpp"
#include "app/logger.hpp"
#include "feeds/feed_spec.hpp"
#include "http/tls_context.hpp"
#include "rates/desk.hpp"
#include "rates/log.hpp"
#include "store/retention.hpp"

namespace tickerd::app {

/// Forty value dates are kept: of a bank that works five days a week those of eight weeks.
inline constexpr int most_backfill_days = 60;

/// An address to listen on. Port 0 lets the system choose.
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;
};

/// Everything tickerd can be told, checked and ready to use. The option table (config_options.cpp)
/// is the one place that knows the keys, their defaults and their texts.
struct Config {
  ListenAddress listen{"0.0.0.0", 8080};
  bool proxy_protocol = false;               ///< on `listen`
  std::vector<std::string> trusted_proxies;  ///< address ranges
  struct Tls {                               ///< of `listen`
    std::filesystem::path certificate;       ///< empty: in the clear
    std::filesystem::path key;
    std::chrono::milliseconds hsts{std::chrono::hours(24)};
    http::TlsContextPtr context;  ///< of the two files as they were read; null: in the clear
  } tls;
  ListenAddress operations{"127.0.0.1", 9464};
  std::filesystem::path data_dir;  ///< empty: a temporary folder, removed at the end
  int threads = 0;                 ///< edges; 0 is one for each core
  bool io_uring = true;
  bool compression = false;
  int backfill_days = 7;  ///< of the past that feeds load at start; 0: none
  std::vector<rates::PairRule> pairs;
  std::vector<rates::CurrencyPair> private_pairs;  ///< of those, for who has a token; sorted
  struct Access {
    std::vector<access::ApiToken> tokens;
    access::JwtRules jwt;  ///< without keys: no signed token is good
  } access;
  std::vector<feeds::FeedSpec> feeds;  ///< those that run, in order of preference
  /// A feed that does not run, and why.
  struct OffFeed {
    std::string name;
    std::string reason;
  };
  std::vector<OffFeed> off_feeds;
  rates::Decimal max_jump_percent{10};  ///< of pairs that subscribers ask for
  std::string day_ends;                 ///< "17:00 America/New_York"
  /// The same, read; never null in a loaded configuration.
  std::shared_ptr<const rates::DayEnd> day_end;
  std::chrono::milliseconds heartbeat{std::chrono::seconds(15)};
  std::chrono::milliseconds publish_interval{0};
  std::chrono::milliseconds slow_client_timeout{std::chrono::seconds(10)};
  std::chrono::milliseconds drain{std::chrono::seconds(10)};
  std::vector<std::string> allowed_origins{"*"};
  std::vector<std::string> frame_ancestors{"*"};
  std::string public_url;  ///< an origin, "https://rates.example.org"; empty: none
  rates::Log::Level log_level = rates::Log::Level::info;
  LogFormat log_format = LogFormat::text;
  struct History {
    bool enabled = true;
    store::Retention retention;
  } history;
  struct Limits {  ///< http::Limits says what they mean; 0 is none
    std::size_t message_bytes = 4 * 1024;
    std::size_t header_bytes = 16 * 1024;
    std::size_t target_bytes = 8 * 1024;
    std::size_t body_bytes = 64 * 1024;
    std::chrono::milliseconds header_time{std::chrono::seconds(10)};
    std::chrono::milliseconds idle_time{std::chrono::seconds(30)};
    std::chrono::milliseconds write_time{std::chrono::seconds(30)};
    std::chrono::milliseconds close_time{std::chrono::seconds(5)};
    std::size_t pairs_per_subscription = 128;
    int control_rate = 5;  ///< client messages a second
    int control_burst = 20;
    std::size_t connections = 0;  ///< 0: the file limit less 64
    std::size_t connections_per_ip = 0;
    int accept_rate = 0;
    std::vector<std::string> exempt;   ///< from those two; address ranges
    std::size_t tracked_pairs = 1000;  ///< pairs published because subscribers asked for them
  } limits;
};

/// One thing wrong with a configuration, said so that it can be mended.
struct ConfigProblem {
  std::string pointer;  ///< JSON pointer, "/feeds/2/url"
  int line = 0;         ///< from 1; 0 when it does not come from the file (--set, environment)
  int column = 0;
  std::string detail;  ///< expected what, got what, nearest valid key
  std::string origin;  ///< "--set listen.port=x", "TICKERD_LISTEN_PORT"; empty: the file
};

}  // namespace tickerd::app
