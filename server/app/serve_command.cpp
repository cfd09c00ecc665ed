#include <algorithm>
#include <fstream>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/config_search.hpp"
#include "app/data_folder.hpp"
#include "app/logger.hpp"
#include "app/node.hpp"
#include "app/reload.hpp"
#include "app/serve.hpp"
#include "app/site.hpp"
#include "rates/log_text.hpp"
#include "store/history.hpp"
#include "store/local_log.hpp"

namespace tickerd::app {
namespace {

int fail_start(rates::Log& log, const rates::Error& error) {
  log.error("start_failed", fmt::format("code={} detail={}", rates::to_string(error.code),
                                        rates::log_value(error.detail)));
  return exit_failure;
}

/// Written beside and renamed over, so that who waits for the file never reads half of it.
rates::Result<void> write_ports(const std::filesystem::path& file, const Ports& ports) {
  if (file.empty()) return {};
  std::filesystem::path draft = file;
  draft += ".new";
  std::ofstream out(draft);
  out << fmt::format("{{\"listen\": {}, \"operations\": {}}}\n", ports.listen, ports.operations);
  out.close();
  std::error_code ec;
  std::filesystem::rename(draft, file, ec);
  if (!out || ec) {
    return rates::fail(rates::Errc::storage,
                       fmt::format("{}: the ports cannot be written", file.string()));
  }
  return {};
}

/// The address as a link: every interface of this host answers at localhost.
std::string link(std::string_view scheme, const std::string& address, std::uint16_t port,
                 std::string_view path) {
  const bool any = address == "0.0.0.0" || address == "::";
  const bool v6 = !any && address.contains(':');
  return fmt::format("{}://{}{}{}:{}{}", scheme, v6 ? "[" : "", any ? "localhost" : address,
                     v6 ? "]" : "", port, path);
}

void say_where(const Config& config, const Ports& ports, rates::Log& log) {
  const auto page = [&](std::string_view path) {
    const auto* const scheme = config.tls.context ? "https" : "http";
    return link(scheme, config.listen.address, ports.listen, path);
  };
  log.info("listening", fmt::format("address={} port={} builder={} demo={}", config.listen.address,
                                    ports.listen, page("/"), page("/demo")));
  log.info("widget", fmt::format("path=/widget/{}/tickerd.js integrity={}", TICKERD_VERSION,
                                 widget_integrity()));
  log.info("operations",
           fmt::format("address={} port={} health={}", config.operations.address, ports.operations,
                       link("http", config.operations.address, ports.operations, "/healthz")));
}

}  // namespace

int serve_command(const ConfigArguments& arguments, const std::filesystem::path& ports_file) {
  const auto config = find_config(arguments);
  if (!config) return exit_bad_config;
  return serve(*config, [arguments] { return load_configured(arguments); }, ports_file);
}

int serve(const Config& config, std::function<ConfigResult()> load_again,
          const std::filesystem::path& ports_file) {
  const Supervisor supervisor;
  Logger log(config.log_level, config.log_format);
  log.info("starting", fmt::format("version={} pairs={} feeds={}", TICKERD_VERSION,
                                   config.pairs.size(), config.feeds.size()));
  log_remarks(config, log);

  const rates::SystemClock clock;
  const auto folder = DataFolder::open(config.data_dir);
  if (!folder) return fail_start(log, folder.error());
  const auto rate_log = store::LocalLog::open(folder->path(), clock, log);
  if (!rate_log) return fail_start(log, rate_log.error());
  const auto recovered = (*rate_log)->recover();
  if (!recovered) return fail_start(log, recovered.error());
  log.info("recovered",
           fmt::format("epoch={} seq={} rates={} folder={}", recovered->position.epoch,
                       recovered->position.seq, recovered->rates.size(), folder->path().string()));

  std::optional<store::History> history;
  if (config.history.enabled) {
    history.emplace(folder->path(), store::History::Options{.retention = config.history.retention},
                    clock, log);
    history->add(recovered->rates);
  }
  const auto node =
      Node::open(config, {.rate_log = **rate_log, .history = history ? &*history : nullptr},
                 *recovered, clock, log, supervisor,
                 {.load = std::move(load_again),
                  .set_log_level = [&log](rates::Log::Level least) { log.set_level(least); }});
  if (!node) return fail_start(log, node.error());
  if (const auto written = write_ports(ports_file, (*node)->ports()); !written) {
    return fail_start(log, written.error());
  }
  say_where(config, (*node)->ports(), log);
  (*node)->run();
  return exit_ok;
}

}  // namespace tickerd::app
