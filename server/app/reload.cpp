#include "app/reload.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/config_restart.hpp"
#include "app/health.hpp"
#include "app/site.hpp"
#include "rates/log_text.hpp"

namespace tickerd::app {

std::expected<Reload, ConfigFailure> prepare_reload(const ReloadNeeds& needs,
                                                    const Config& running) {
  auto config = needs.load();
  if (!config) return std::unexpected(std::move(config.error()));
  Reload reload{.config = *std::move(config), .site = nullptr, .needs_restart = {}};
  reload.needs_restart = keep_until_restart(running, reload.config);
  reload.site = std::make_shared<const http::Site>(make_site(reload.config));
  return reload;
}

void log_reload(const Reload& reload, rates::Log& log) {
  auto detail =
      fmt::format("pairs={} feeds={}", reload.config.pairs.size(), reload.config.feeds.size());
  if (!reload.needs_restart.empty()) {
    detail += fmt::format(" needs_restart={}", fmt::join(reload.needs_restart, ","));
  }
  log.info("reloaded", detail);
  log_remarks(reload.config, log);
}

void log_refusal(const ConfigFailure& failure, rates::Log& log) {
  for (const auto& problem : failure.problems) {
    std::string where;
    if (!problem.pointer.empty()) where += fmt::format("pointer={} ", problem.pointer);
    if (problem.line > 0) where += fmt::format("line={} column={} ", problem.line, problem.column);
    if (!problem.origin.empty())
      where += fmt::format("origin={} ", rates::log_value(problem.origin));
    if (!failure.file.empty()) where += fmt::format("file={} ", failure.file);
    log.error("reload_refused",
              fmt::format("{}detail={}", where, rates::log_value(problem.detail)));
  }
}

void log_remarks(const Config& config, rates::Log& log) {
  const auto& tls = config.tls.context;
  if (tls && tls->expires_at() < std::chrono::system_clock::now() + certificate_warning) {
    log.warning("certificate_ends",
                fmt::format("at={} file={}", rates::to_string(tls->expires_at()),
                            rates::log_value(config.tls.certificate.string())));
  }
  for (const auto& [name, reason] : config.off_feeds) {
    log.info("feed_off", fmt::format("feed={} reason={}", name, rates::log_value(reason)));
  }
  const bool is_open =
      std::ranges::find(config.allowed_origins, "*") != config.allowed_origins.end();
  if (!is_open && config.public_url.empty()) {
    log.warning("own_pages_unnamed",
                "detail=\"allowed_origins is a list and public_url is empty: this "
                "server's pages have rates under an address or localhost only\"");
  }
}

}  // namespace tickerd::app
