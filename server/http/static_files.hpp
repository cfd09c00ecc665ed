#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace tickerd::http {

/// A file compiled into the program.
struct StaticFile {
  std::string_view path;  ///< "widget.js", "assets/demo.css", "demo.html"
  std::string_view bytes;
};

/// How long a browser keeps a file without asking: minutes, for the same name is another file after
/// an update; for ever, for it never is; not at all.
enum class Freshness { minutes, for_ever, asked };

/// The pages, scripts and styles that are served. Every file is reached under its own path; a page
/// without its ".html" too ("/demo"), and "index.html" as "/". Compressed and hashed once, at
/// construction.
class StaticFiles {
 public:
  StaticFiles() = default;
  /// `freshness` is that of scripts, styles and pictures; a page is always asked for.
  explicit StaticFiles(std::span<const StaticFile> files, Freshness freshness = Freshness::minutes);

  /// Whether there is a file for the path of a request ("/demo").
  bool contains(std::string_view path) const { return find(path) != nullptr; }
  /// The file, or 304 when the client has it. The path is contained.
  Response answer(const Request& request) const;

 private:
  struct Asset {
    std::string content_type;
    std::string etag;
    Fields headers;
    std::shared_ptr<const std::string> bytes;
    std::shared_ptr<const std::string> gzip;
  };
  const Asset* find(std::string_view path) const;

  std::map<std::string, Asset, std::less<>> assets_;
};

/// Whether `if_none_match` (RFC 9110 section 13.1.2) names `etag`, compared weakly and without
/// regard to the "-gzip" that a compressed answer's tag ends in.
bool etag_matches(std::string_view if_none_match, std::string_view etag);

}  // namespace tickerd::http
