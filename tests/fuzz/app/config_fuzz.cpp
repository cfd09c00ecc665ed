#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "app/config_loader.hpp"

// The input is a configuration; lines after a NUL are overrides, as --set takes them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tickerd;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  app::ConfigSource source;
  const auto end = rest.find('\0');
  source.text = rest.substr(0, end);
  source.name = "fuzz";
  source.folder = "/nowhere";
  source.bodies = [](std::string_view) { return std::vector<std::string>{"{}"}; };
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    source.overrides.emplace_back(line);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }

  const auto config = app::load_config(source);
  if (config) {
    // Whatever was accepted has something to show.
    if (config->pairs.empty() || config->feeds.empty()) std::abort();
    return 0;
  }
  if (config.error().empty()) std::abort();
  for (const auto& problem : config.error()) {
    if (problem.detail.empty()) std::abort();
    if (problem.line < 0 || (problem.line == 0) != (problem.column == 0)) std::abort();
    if (!problem.origin.empty() && problem.line != 0) std::abort();
  }
  return 0;
}
