#include "http/static_files.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "http/gzip.hpp"
#include "http/page_policy.hpp"

namespace tickerd::http {
namespace {

std::string content_type_of(std::string_view path) {
  struct Kind {
    std::string_view extension;
    std::string_view type;
  };
  static constexpr Kind kinds[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".d.ts", "application/typescript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".webmanifest", "application/manifest+json"},
  };
  for (const auto& kind : kinds) {
    if (path.ends_with(kind.extension)) return std::string(kind.type);
  }
  return "application/octet-stream";
}

/// FNV-1a, 64 bits: a tag for caches, no protection.
std::uint64_t hash(std::string_view bytes) noexcept {
  std::uint64_t value = 14695981039346656037U;
  for (const char byte : bytes) {
    value = (value ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  }
  return value;
}

std::string_view caching_of(Freshness freshness) noexcept {
  switch (freshness) {
    case Freshness::minutes:
      return "public, max-age=300";
    case Freshness::for_ever:
      return "public, max-age=31536000, immutable";
    case Freshness::asked:
      return "no-cache";
  }
  return "no-store";
}

Fields headers_of(std::string_view path, Freshness freshness) {
  if (path.ends_with(".html")) return page_headers("'none'");
  // Code and pictures are everybody's: a page that may not have the rates is told so by the script.
  return {{"Referrer-Policy", "strict-origin-when-cross-origin"},
          {"Cache-Control", std::string(caching_of(freshness))},
          {"Cross-Origin-Resource-Policy", "cross-origin"},
          {"Access-Control-Allow-Origin", "*"}};
}

std::string_view without_gzip_mark(std::string_view tag) {
  constexpr std::string_view mark = "-gzip\"";
  return tag.ends_with(mark) ? tag.substr(0, tag.size() - mark.size())
                             : tag.substr(0, tag.empty() ? 0 : tag.size() - 1);
}

}  // namespace

StaticFiles::StaticFiles(std::span<const StaticFile> files, Freshness freshness) {
  constexpr int smallest = 9;
  for (const auto& [path, bytes] : files) {
    Asset asset;
    asset.content_type = content_type_of(path);
    asset.etag = fmt::format("\"{:016x}\"", hash(bytes));
    asset.headers = headers_of(path, freshness);
    asset.bytes = std::make_shared<const std::string>(bytes);
    auto packed = gzip(bytes, smallest);
    if (packed.size() + packed.size() / 8 < bytes.size()) {
      asset.gzip = std::make_shared<const std::string>(std::move(packed));
    }
    assets_.emplace(fmt::format("/{}", path), std::move(asset));
  }
}

const StaticFiles::Asset* StaticFiles::find(std::string_view path) const {
  auto found = assets_.find(path == "/" ? "/index.html" : path);
  if (found == assets_.end()) found = assets_.find(fmt::format("{}.html", path));
  return found == assets_.end() ? nullptr : &found->second;
}

Response StaticFiles::answer(const Request& request) const {
  const auto& asset = *find(request.path);
  Response response;
  response.headers = asset.headers;
  response.set("ETag", asset.etag);
  const auto known = request.header("if-none-match");
  if (known && etag_matches(*known, asset.etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = asset.content_type;
  response.body = asset.bytes;
  response.gzip_body = asset.gzip;
  return response;
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
  if (trimmed(if_none_match) == "*") return true;
  while (!if_none_match.empty()) {
    const auto comma = std::min(if_none_match.find(','), if_none_match.size());
    auto tag = trimmed(if_none_match.substr(0, comma));
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() > 2 && without_gzip_mark(tag) == without_gzip_mark(etag)) return true;
    if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
  }
  return false;
}

}  // namespace tickerd::http
