#include "app/config_loader.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_access.hpp"
#include "app/config_feeds.hpp"
#include "app/config_options.hpp"
#include "app/config_overrides.hpp"
#include "app/config_pairs.hpp"
#include "app/config_problems.hpp"
#include "app/config_tls.hpp"
#include "app/config_values.hpp"
#include "http/frame_ancestors.hpp"
#include "http/origin.hpp"
#include "http/web_origin.hpp"
#include "net/address_range.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;
using Problems = std::vector<ConfigProblem>;

constexpr std::size_t max_text_bytes = 1U << 20U;

Problems one_problem(Place place, std::string detail) {
  return {{.pointer = "",
           .line = place.line,
           .column = place.column,
           .detail = std::move(detail),
           .origin = {}}};
}

/// What nlohmann says of broken JSON, without its own names and places.
std::string syntax_reason(std::string_view what) {
  const auto start = what.find("syntax error while parsing ");
  if (start == std::string_view::npos) return std::string(what.substr(what.rfind("] ") + 2));
  auto reason = std::string(what.substr(start + 27));
  if (const auto read = reason.find("; last read: "); read != std::string::npos) {
    const auto end = reason.find("'; expected", read);
    reason.erase(read, end == std::string::npos ? end : end + 1 - read);
  }
  return reason;
}

std::expected<json, Problems> parse_document(std::string_view text) {
  if (text.size() > max_text_bytes) {
    return std::unexpected(one_problem({}, "a configuration is at most 1 MiB"));
  }
  json document;
  try {
    document = json::parse(text, nullptr, true, true);
  } catch (const json::parse_error& error) {
    const auto place = place_of(text, error.byte > 0 ? error.byte - 1 : 0);
    return std::unexpected(
        one_problem(place, fmt::format("not JSON: {}", syntax_reason(error.what()))));
  } catch (const json::exception& error) {  // a number beyond a double
    return std::unexpected(one_problem({1, 1}, fmt::format("not JSON: {}", error.what())));
  }
  if (!document.is_object()) {
    return std::unexpected(
        one_problem({1, 1}, fmt::format("expected an object, got {}", document.type_name())));
  }
  return document;
}

void store_defaults(Config& config) {
  for (const auto& option : options()) {
    if (option.store == nullptr || option.fallback.empty()) continue;
    const auto value = read_value(option, json::parse(option.fallback));
    if (!value) throw std::logic_error("bad default: " + value.error());
    option.store(config, *value);
  }
}

/// Reads all scalars of a section; lists are left to their readers.
void read_section(const json& section, std::string_view parent, const std::string& pointer,
                  Config& config, ConfigProblems& problems) {
  for (const auto& [key, value] : section.items()) {
    const auto here = pointer + '/' + pointer_step(key);
    const auto option_key = parent.empty() ? key : fmt::format("{}.{}", parent, key);
    const auto* const option = find_option(option_key);
    // "listen.port" names an option, but is no key of an object.
    if (option == nullptr || leaf_name(*option) != key) {
      problems.at_key(here, unknown_key(parent, key));
    } else if (option->kind == OptionKind::section) {
      if (value.is_object()) {
        read_section(value, option_key, here, config, problems);
      } else {
        problems.at_value(here, fmt::format("expected an object, got {}", shown(value)));
      }
    } else if (option->kind != OptionKind::list) {
      const auto read = read_value(*option, value);
      if (read) {
        option->store(config, *read);
      } else {
        problems.at_value(here, read.error());
      }
    }
  }
}

/// The list of that name when it can be read; otherwise an empty one, and a problem.
json list_at(const json& document, const std::string& key, std::string_view example,
             ConfigProblems& problems) {
  const auto found = document.find(key);
  if (found == document.end()) {
    problems.at_value("", fmt::format("expected a key \"{}\", such as {}", key, example));
  } else if (!found->is_array() || found->empty()) {
    problems.at_value('/' + key, fmt::format("expected a list with at least one element, such as "
                                             "{}, got {}",
                                             example, shown(*found)));
  } else {
    return *found;
  }
  return json::array();
}

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

void check_address(const ListenAddress& listen, const std::string& pointer,
                   ConfigProblems& problems) {
  if (is_address(listen.address)) return;
  problems.at_value(pointer + "/address",
                    fmt::format(R"(expected an IP address such as "127.0.0.1" or "::", got {})",
                                shown(listen.address)));
}

void read_day_end(Config& config, ConfigProblems& problems) {
  auto end = rates::DayEnd::parse(config.day_ends);
  if (end) {
    config.day_end = std::make_shared<const rates::DayEnd>(*std::move(end));
  } else {
    problems.at_value("/day_ends", end.error().detail);
  }
}

/// What browsers are told: who may connect, who may frame, what the server is called.
void check_web(Config& config, ConfigProblems& problems) {
  for (std::size_t at = 0; at < config.allowed_origins.size(); ++at) {
    const auto rule = http::OriginRules::parse({config.allowed_origins[at]});
    if (!rule) problems.at_value(fmt::format("/allowed_origins/{}", at), rule.error().detail);
  }
  for (std::size_t at = 0; at < config.frame_ancestors.size(); ++at) {
    const auto allowed = http::FrameAncestors::parse({config.frame_ancestors[at]});
    if (!allowed) problems.at_value(fmt::format("/frame_ancestors/{}", at), allowed.error().detail);
  }
  if (config.public_url.empty()) return;
  if (config.public_url.ends_with('/')) config.public_url.pop_back();
  const auto origin = http::WebOrigin::parse(config.public_url);
  if (origin) {
    config.public_url = origin->text();
  } else {
    problems.at_value("/public_url", origin.error().detail);
  }
}

void check_ranges(const std::vector<std::string>& ranges, std::string_view pointer,
                  ConfigProblems& problems) {
  for (std::size_t at = 0; at < ranges.size(); ++at) {
    const auto range = net::AddressRange::parse(ranges[at]);
    if (!range) problems.at_value(fmt::format("{}/{}", pointer, at), range.error().detail);
  }
}

/// What the table's types and ranges do not say.
void check_meaning(Config& config, ConfigProblems& problems) {
  read_day_end(config, problems);
  if (config.feeds.empty() && problems.empty()) {
    problems.at_value("/feeds", "none of the feeds is enabled");
  }
  check_address(config.listen, "/listen", problems);
  check_address(config.operations, "/operations", problems);
  if (config.listen.port != 0 && config.listen.port == config.operations.port &&
      config.listen.address == config.operations.address) {
    problems.at_value("/operations/port", "expected another address or port than \"listen\" has");
  }
  if (config.publish_interval > config.heartbeat) {
    // Who waits for an update gets no heartbeat.
    problems.at_value(
        "/publish_interval",
        fmt::format("expected no more than \"heartbeat\" has ({}), got {}",
                    rates::to_text(config.heartbeat), rates::to_text(config.publish_interval)));
  }
  check_web(config, problems);
  check_ranges(config.limits.exempt, "/limits/exempt", problems);
  check_ranges(config.trusted_proxies, "/trusted_proxies", problems);
  if (config.proxy_protocol && config.trusted_proxies.empty()) {
    problems.at_value("/listen/proxy_protocol",
                      "expected \"trusted_proxies\" to name who may connect, it is empty");
  }
}

}  // namespace

std::expected<Config, std::vector<ConfigProblem>> load_config(const ConfigSource& source) {
  auto document = parse_document(source.text);
  if (!document) return std::unexpected(std::move(document.error()));
  const ConfigLocator locator(source.text);
  if (locator.too_deep()) {
    return std::unexpected(one_problem({1, 1}, "objects and lists are nested too deep"));
  }
  Origins origins;
  apply_environment(source.environment, *document, origins);
  auto refused = apply_overrides(source.overrides, *document, origins);

  ConfigProblems problems(locator, origins);
  for (const auto& pointer : locator.repeated()) {
    problems.at_key(pointer, "this key is there twice");
  }
  Config config;
  store_defaults(config);
  read_section(*document, "", "", config, problems);
  auto feeds = read_feeds(list_at(*document, "feeds", R"([{"preset": "nbkr"}])", problems), source,
                          problems);
  config.feeds = std::move(feeds.specs);
  config.off_feeds = std::move(feeds.off);
  const PairSurroundings around{.feed_names = feeds.names,
                                .off_feeds = config.off_feeds,
                                .max_jump_percent = config.max_jump_percent};
  auto pairs =
      read_pairs(list_at(*document, "pairs", R"(["KGS/USD"])", problems), around, problems);
  config.pairs = std::move(pairs.rules);
  config.private_pairs = std::move(pairs.private_pairs);
  read_access(*document, config, source, problems);
  check_meaning(config, problems);
  read_tls(config, source, origins, problems);
  config.data_dir = placed(config.data_dir, "/data_dir", source, origins);

  auto all = problems.take();
  std::ranges::move(refused, std::back_inserter(all));
  if (!all.empty()) return std::unexpected(std::move(all));
  return config;
}

std::string describe(const std::vector<ConfigProblem>& problems, std::string_view file) {
  std::string text;
  for (const auto& problem : problems) {
    if (!problem.origin.empty()) {
      text += problem.origin + ": ";
    } else if (problem.line > 0) {
      text += fmt::format("{}:{}:{}: ", file, problem.line, problem.column);
    } else {
      text += fmt::format("{}: ", file);
    }
    if (!problem.pointer.empty()) text += problem.pointer + ": ";
    text += problem.detail + '\n';
  }
  return text;
}

}  // namespace tickerd::app
