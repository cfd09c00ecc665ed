#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/static_files.hpp"

namespace tickerd::http {

/// The scripts of the widget under addresses that name their version, "/widget/0.1.0/tickerd.js",
/// so that a page can say what they hash to, and a browser keep them for ever. What the widget
/// loads later lies beside it. "/widget/release.json" lists them with their hashes.
class WidgetRelease {
 public:
  WidgetRelease() = default;
  /// Takes of `files` what pages of other sites load: the scripts, modules and types that are in no
  /// folder. "widget.js" is not among them: it may change, and does not know the hashes of what it
  /// loads later. `public_url` is said as it is in release.json.
  WidgetRelease(std::string version, std::string_view public_url,
                std::span<const StaticFile> files);

  /// Whether the path of a request is for answer().
  static bool covers(std::string_view path) { return path.starts_with("/widget/"); }
  /// A file or the list; 404 for another version, which says what there is.
  Response answer(const Request& request) const;

  const std::string& version() const noexcept { return version_; }
  /// Where the script is, "/widget/0.1.0/tickerd.js".
  std::string script_path() const { return path_of("tickerd.js"); }
  /// What the script hashes to; empty when there is none.
  const std::string& script_integrity() const noexcept { return script_integrity_; }

 private:
  std::string path_of(std::string_view name) const;

  std::string version_;
  std::string script_integrity_;
  StaticFiles files_;
  StaticFiles list_;
};

}  // namespace tickerd::http
