#include "http/widget_release.hpp"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "http/integrity.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view list_path = "/widget/release.json";
constexpr std::string_view script_name = "tickerd.js";

bool is_released(std::string_view path) {
  if (path.contains('/') || path.starts_with("widget.")) return false;
  return path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".d.ts") ||
         path == "custom-elements.json";
}

}  // namespace

WidgetRelease::WidgetRelease(std::string version, std::string_view public_url,
                             std::span<const StaticFile> files)
    : version_(std::move(version)) {
  auto listed = nlohmann::ordered_json::object();
  std::vector<std::string> paths;
  std::vector<std::string_view> bytes;
  for (const auto& file : files) {
    if (!is_released(file.path)) continue;
    const std::string name(file.path);
    const auto path = path_of(name);
    auto integrity = integrity_of(file.bytes);
    listed[name] = {{"path", path}, {"integrity", integrity}, {"bytes", file.bytes.size()}};
    if (name == script_name) script_integrity_ = std::move(integrity);
    paths.push_back(path.substr(1));
    bytes.push_back(file.bytes);
  }
  std::vector<StaticFile> released;
  for (std::size_t at = 0; at < paths.size(); ++at) released.push_back({paths[at], bytes[at]});
  files_ = StaticFiles(released, Freshness::for_ever);
  const auto list = nlohmann::ordered_json{
      {"version", version_},
      {"public_url", public_url},
      {"files", listed}}.dump();
  const std::array<StaticFile, 1> lists{{{list_path.substr(1), list}}};
  list_ = StaticFiles(lists, Freshness::asked);
}

std::string WidgetRelease::path_of(std::string_view name) const {
  return fmt::format("/widget/{}/{}", version_, name);
}

Response WidgetRelease::answer(const Request& request) const {
  if (request.path == list_path && list_.contains(list_path)) return list_.answer(request);
  if (files_.contains(request.path)) return files_.answer(request);
  const auto folder = path_of("");
  if (request.path.starts_with(folder)) {
    return problem(404, "not_found",
                   fmt::format("version {} of the widget has no such file; {} lists those it has",
                               version_, list_path));
  }
  return problem(
      404, "other_version",
      fmt::format("this server has version {} of the widget only: {}", version_, script_path()));
}

}  // namespace tickerd::http
