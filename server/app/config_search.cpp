#include "app/config_search.hpp"

#include <system_error>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "app/config_bodies.hpp"
#include "app/config_loader.hpp"
#include "embedded/configs.hpp"

namespace tickerd::app {
namespace {

constexpr std::uintmax_t max_config_bytes = 1U << 20U;

rates::Result<std::vector<std::string>> embedded_bodies(std::string_view directory) {
  std::vector<std::string> bodies;
  const auto folder = fmt::format("{}/", directory);
  for (const auto& file : embedded::configs::files()) {
    if (file.path.starts_with(folder)) bodies.emplace_back(file.bytes);
  }
  if (bodies.empty()) {
    return rates::fail(rates::Errc::not_found,
                       fmt::format("no recorded bodies called \"{}\" are compiled in", directory));
  }
  return bodies;
}

rates::Result<ConfigSource> read_source(const std::filesystem::path& file) {
  auto text = read_file(file, max_config_bytes);
  if (!text) return std::unexpected(text.error());
  return ConfigSource{.text = *std::move(text),
                      .name = file.string(),
                      .folder = file.parent_path(),
                      .overrides = {},
                      .environment = {},
                      .bodies = {}};
}

std::string variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

rates::Result<ConfigSource> choose_source(const std::string& file, const Environment& environment,
                                          const std::vector<std::filesystem::path>& candidates) {
  if (!file.empty()) return read_source(file);
  if (const auto named = variable(environment, "TICKERD_CONFIG"); !named.empty()) {
    return read_source(named);
  }
  for (const auto& candidate : candidates) {
    std::error_code unreachable;  // then it is not there for us
    if (std::filesystem::exists(candidate, unreachable)) return read_source(candidate);
  }
  return embedded_config();
}

}  // namespace

Environment process_environment() {
  Environment environment;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

std::vector<std::filesystem::path> config_candidates(const Environment& environment) {
  std::vector<std::filesystem::path> candidates{"tickerd.json"};
  const std::filesystem::path home(variable(environment, "HOME"));
  std::filesystem::path settings(variable(environment, "XDG_CONFIG_HOME"));
  if (settings.is_relative() && !home.empty()) settings = home / ".config";
  if (settings.is_absolute()) candidates.push_back(settings / "tickerd" / "tickerd.json");
  candidates.emplace_back("/etc/tickerd/tickerd.json");
  return candidates;
}

rates::Result<ConfigSource> find_config_source(
    const std::string& file, std::vector<std::string> overrides, Environment environment,
    const std::vector<std::filesystem::path>& candidates) {
  auto source = choose_source(file, environment, candidates);
  if (!source) return source;
  source->overrides = std::move(overrides);
  source->environment = std::move(environment);
  return source;
}

ConfigSource embedded_config() {
  ConfigSource source;
  source.name = "embedded demo.json";
  source.bodies = embedded_bodies;
  for (const auto& file : embedded::configs::files()) {
    if (file.path == "demo.json") source.text = file.bytes;
  }
  return source;
}

std::string describe(const ConfigFailure& failure) {
  if (!failure.file.empty()) return describe(failure.problems, failure.file);
  return fmt::format("tickerd: {}\n", failure.problems.front().detail);
}

ConfigResult load_configured(const ConfigArguments& arguments) {
  const auto environment = process_environment();
  const auto source = find_config_source(arguments.file, arguments.overrides, environment,
                                         config_candidates(environment));
  if (!source) {
    return std::unexpected(ConfigFailure{
        .file = {}, .problems = {{.pointer = {}, .detail = source.error().detail, .origin = {}}}});
  }
  auto config = load_config(*source);
  if (config) return *std::move(config);
  return std::unexpected(
      ConfigFailure{.file = source->name, .problems = std::move(config.error())});
}

std::optional<Config> find_config(const ConfigArguments& arguments) {
  auto config = load_configured(arguments);
  if (config) return *std::move(config);
  fmt::print(stderr, "{}", describe(config.error()));
  return std::nullopt;
}

}  // namespace tickerd::app
