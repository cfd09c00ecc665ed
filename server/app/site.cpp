#include "app/site.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <sys/resource.h>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "embedded/web.hpp"
#include "http/integrity.hpp"

namespace tickerd::app {
namespace {

constexpr std::size_t reserved_files = 64;

/// What is checked with the configuration. What is wrong now is ours.
template <class Value>
Value sound(rates::Result<Value> value) {
  if (!value) throw std::logic_error(value.error().detail);
  return *std::move(value);
}

/// A bound of the configuration, where 0 is none: too far away to be met, too small to overflow.
template <class Number>
Number bound(Number configured) {
  return configured == Number{} ? std::numeric_limits<Number>::max() / 8 : configured;
}
std::chrono::milliseconds bound(std::chrono::milliseconds configured) {
  constexpr auto century = std::chrono::years(100);
  return configured.count() == 0 ? std::chrono::milliseconds(century) : configured;
}

http::Limits limits_of(const Config& config) {
  const auto& set = config.limits;
  http::Limits limits;
  limits.message_bytes = bound(set.message_bytes);
  limits.header_bytes = bound(set.header_bytes);
  limits.target_bytes = bound(set.target_bytes);
  limits.body_bytes = bound(set.body_bytes);
  limits.header_time = bound(set.header_time);
  limits.idle_time = bound(set.idle_time);
  limits.write_time = bound(set.write_time);
  limits.close_time = bound(set.close_time);
  limits.pairs_per_subscription = bound(set.pairs_per_subscription);
  limits.control_rate = bound(set.control_rate);
  limits.control_burst = bound(set.control_rate == 0 ? 0 : set.control_burst);
  limits.slow_client_timeout = config.slow_client_timeout;
  // Heartbeats and dead peers are looked for in steps: an eighth late is not noticed.
  limits.sweep_interval = std::clamp(config.heartbeat / 8, std::chrono::milliseconds(20),
                                     std::chrono::milliseconds(1000));
  limits.connections = set.connections > 0 ? set.connections : connections_by_file_limit();
  limits.connections_per_ip = set.connections_per_ip;
  limits.accept_rate = set.accept_rate;
  limits.exempt = sound(net::parse_ranges(set.exempt));
  limits.proxies = {.trusted = sound(net::parse_ranges(config.trusted_proxies)),
                    .announce = config.proxy_protocol};
  return limits;
}

/// Fills in what each kind of feed is to the public.
struct Describe {
  http::SourceEntry& entry;

  void preset(const feeds::Preset& preset, const char* kind) const {
    entry.title = preset.title;
    entry.kind = kind;
    entry.attribution = preset.attribution;
    entry.terms_url = preset.terms_url;
    entry.republication = preset.republication;
    entry.attribution_required = preset.attribution_required;
    entry.own_url = preset.url != preset.fallback.instead_of;
  }
  void operator()(const feeds::PolledSpec& spec) const { preset(spec.preset, "polled"); }
  void operator()(const feeds::StreamedSpec& spec) const { preset(spec.preset, "streamed"); }
  void operator()(const feeds::PushedSpec& spec) const { preset(spec.preset, "pushed"); }
  void operator()(const feeds::ReplaySpec& spec) const { preset(spec.preset, "replay"); }
  void operator()(const feeds::RecordingSpec& spec) const {
    preset(spec.preset, "replay");
    // It has the addresses that were asked when it was made, and they may have been the operator's.
    entry.own_url = true;
  }
  void operator()(const feeds::FixedSpec&) const {}
};

http::SourceEntry source_of(const feeds::FeedSpec& spec) {
  http::SourceEntry entry{
      .name = spec.name, .title = spec.name, .kind = "fixed", .attribution = {}, .terms_url = {}};
  std::visit(Describe{entry}, spec.source);
  return entry;
}

void add_feed(const feeds::FeedSpec& feed, http::Site& site) {
  const auto& source = site.sources.emplace_back(source_of(feed));
  if (source.attribution_required && !source.attribution.empty()) {
    site.credits.push_back({source.name, source.attribution});
  }
  if (std::holds_alternative<feeds::PushedSpec>(feed.source)) {
    site.pushed_feeds.push_back(feed.name);
  }
}

/// The tokens of the configuration, those of pushed feeds among them.
access::Bearers bearers_of(const Config& config) {
  auto tokens = config.access.tokens;
  for (const auto& feed : config.feeds) {
    const auto* const pushed = std::get_if<feeds::PushedSpec>(&feed.source);
    if (pushed == nullptr || pushed->token_sha256.empty()) continue;
    tokens.push_back({.name = feed.name,
                      .sha256 = pushed->token_sha256,
                      .scopes = {.pushes = {feed.name}},
                      .until = std::nullopt});
  }
  return {std::move(tokens), config.access.jwt};
}

/// A hash over all that answers show of the configuration.
std::string edition_of(const http::Site& site) {
  std::string all;
  for (const auto& rule : site.pairs) {
    all += fmt::format("{} {} {} {} {}\n", rule.pair.text(), static_cast<int>(rule.precision.kind),
                       rule.precision.digits, rates::to_string(rule.basis),
                       fmt::join(rule.feeds, ","));
  }
  for (const auto& source : site.sources) {
    all += fmt::format("{} {} {} {} {} {} {}\n", source.name, source.title, source.kind,
                       source.attribution, source.terms_url, source.republication,
                       source.attribution_required);
  }
  return fmt::format("-{:08x}", static_cast<std::uint32_t>(std::hash<std::string>{}(all)));
}

std::vector<http::StaticFile> embedded_files() {
  std::vector<http::StaticFile> files;
  for (const auto& file : embedded::web::files()) files.push_back({file.path, file.bytes});
  return files;
}

/// Takes a file out of the list.
std::string_view taken(std::vector<http::StaticFile>& files, std::string_view path) {
  const auto file = std::ranges::find(files, path, &http::StaticFile::path);
  if (file == files.end()) throw std::logic_error(fmt::format("{} is not compiled in", path));
  const auto bytes = file->bytes;
  files.erase(file);
  return bytes;
}

}  // namespace

std::size_t connections_by_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return http::Limits{}.connections;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_NOFILE, &files);
  return files.rlim_cur > 2 * reserved_files ? files.rlim_cur - reserved_files : reserved_files;
}

std::string widget_integrity() {
  auto files = embedded_files();
  return http::integrity_of(taken(files, "tickerd.js"));
}

http::Limits operations_limits(http::Limits of_subscribers) {
  of_subscribers.connections_per_ip = 0;
  of_subscribers.accept_rate = 0;
  of_subscribers.proxies = {};
  return of_subscribers;
}

http::Site make_site(const Config& config) {
  auto files = embedded_files();
  const auto embed_page = taken(files, "embed.html");
  http::Site site{.server = "tickerd/" TICKERD_VERSION,
                  .edition = {},
                  .heartbeat = config.heartbeat,
                  .limits = limits_of(config),
                  .tls = config.tls.context,
                  .publish_interval = config.publish_interval,
                  .compression = config.compression,
                  .io_uring = config.io_uring,
                  .origins = sound(http::OriginRules::parse(config.allowed_origins)),
                  .files = http::StaticFiles(files),
                  .embed = http::EmbedTemplate(embed_page),
                  .widget = http::WidgetRelease(TICKERD_VERSION, config.public_url, files),
                  .public_url = config.public_url,
                  .frame_ancestors = sound(http::FrameAncestors::parse(config.frame_ancestors)),
                  .pairs = config.pairs,
                  .sources = {}};
  for (const auto& feed : config.feeds) add_feed(feed, site);
  site.private_pairs = config.private_pairs;
  site.bearers = bearers_of(config);
  site.edition = edition_of(site);
  return site;
}

}  // namespace tickerd::app
