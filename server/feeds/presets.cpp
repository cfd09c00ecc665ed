#include "feeds/presets.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "embedded/presets.hpp"
#include "feeds/text.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

constexpr std::string_view suffix = ".json";

std::string_view name_of(const embedded::presets::File& file) {
  return file.path.substr(0, file.path.size() - suffix.size());
}

/// Tries the templates out, so that a wrong one is known when the preset is read.
rates::Result<Preset> checked(rates::Result<Preset> preset) {
  if (!preset || preset->stream) return preset;  // parse_preset tried those of a stream
  auto urls = preset->fallback.urls;
  urls.push_back(preset->url);
  for (const auto& url : urls) {
    const auto filled = fill_url(url, preset->time_zone, rates::Timestamp{}, "any");
    if (!filled) {
      return fail(filled.error().code,
                  fmt::format("preset {}: {}", preset->name, filled.error().detail));
    }
  }
  return preset;
}

rates::Result<Preset> preset_in_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    return fail(Errc::not_found, fmt::format("preset {}: the file cannot be read", path.string()));
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return checked(parse_preset(text, path.stem().string()));
}

}  // namespace

rates::Result<Preset> find_preset(std::string_view name_or_path) {
  if (name_or_path.contains('/') || name_or_path.ends_with(suffix))
    return preset_in_file(name_or_path);
  for (const auto& file : embedded::presets::files()) {
    if (name_of(file) == name_or_path) return checked(parse_preset(file.bytes, name_or_path));
  }
  const auto names = preset_names();
  const auto near = nearest(name_or_path, names);
  const auto hint = near.empty() ? fmt::format("there are {}", fmt::join(names, ", "))
                                 : fmt::format("did you mean {}?", excerpt(near));
  return fail(Errc::not_found,
              fmt::format("preset {}: there is none; {}", excerpt(name_or_path, 40), hint));
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded::presets::files()) names.emplace_back(name_of(file));
  std::ranges::sort(names);
  return names;
}

}  // namespace tickerd::feeds
