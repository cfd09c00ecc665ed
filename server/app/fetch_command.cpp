#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/run_once.hpp"
#include "feeds/decode.hpp"
#include "feeds/presets.hpp"
#include "feeds/print.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/source_request.hpp"
#include "feeds/url_template.hpp"
#include "net/http_client.hpp"
#include "rates/clock.hpp"

namespace tickerd::app {
namespace {

namespace asio = net::asio;

/// The bytes of one answer and what its header said of them.
struct Body {
  std::string bytes;
  std::string content_type;
  std::string url;  ///< as people may see it; empty for a file
};

rates::Result<Body> read_body(const std::string& file) {
  if (file == "-") {
    return Body{{std::istreambuf_iterator<char>(std::cin), {}}, {}, {}};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return rates::fail(rates::Errc::not_found, fmt::format("{}: cannot be read", file));
  return Body{{std::istreambuf_iterator<char>(in), {}}, {}, {}};
}

asio::awaitable<rates::Result<Body>> fetch(net::HttpClient& http, net::HttpRequest request) {
  auto response = co_await http.fetch(std::move(request));
  if (!response) co_return std::unexpected(std::move(response.error()));
  if (response->status < 200 || response->status > 299) {
    co_return rates::fail(rates::Errc::http_status,
                          fmt::format("expected an answer with status 2xx, got {} with {}",
                                      response->status, feeds::describe_body(response->body)));
  }
  std::string content_type(response->header("content-type"));
  co_return Body{std::move(response->body), std::move(content_type), {}};
}

/// The requests to try in order: to the address given, or to the preset's and its fallbacks.
rates::Result<std::vector<feeds::SourceRequest>> requests(const FetchArguments& arguments,
                                                          const feeds::Preset& preset,
                                                          rates::Timestamp now,
                                                          std::string_view key) {
  if (preset.stream) {
    return rates::fail(
        rates::Errc::bad_argument,
        fmt::format("preset {}: a stream is not fetched: serve it (tickerd serve), or read one "
                    "frame of it with --body",
                    preset.name));
  }
  std::vector<std::string> templates = {preset.url};
  templates.insert(templates.end(), preset.fallback.urls.begin(), preset.fallback.urls.end());
  if (!arguments.url.empty()) templates = {arguments.url};
  if (templates.front().empty()) {
    return rates::fail(
        rates::Errc::bad_argument,
        fmt::format("preset {}: it has no address of its own: give --url or --body", preset.name));
  }
  std::vector<feeds::SourceRequest> made;
  for (const auto& text : templates) {
    auto request = feeds::source_request(preset, text, now, key);
    if (!request) return std::unexpected(std::move(request.error()));
    request->http.allow_private = true;  // a person typed the command
    made.push_back(*std::move(request));
  }
  return made;
}

rates::Result<Body> fetch_first(const std::vector<feeds::SourceRequest>& requests) {
  rates::Result<Body> body = rates::fail(rates::Errc::not_found, "no address to ask");
  for (const auto& request : requests) {
    body = run_once<rates::Result<Body>>(
        [&](net::HttpClient& http) { return fetch(http, request.http); });
    if (body) body->url = request.url_for_people;
    if (body || body.error().code != rates::Errc::http_status) break;
  }
  return body;
}

/// The key that the command names; empty when it names none.
rates::Result<std::string> key_of(const FetchArguments& arguments) {
  if (arguments.key_env.empty()) return std::string();
  const char* const value = std::getenv(arguments.key_env.c_str());
  if (value != nullptr && *value != '\0') return std::string(value);
  return rates::fail(rates::Errc::bad_argument,
                     fmt::format("--key-env: expected a key in the environment variable {}, "
                                 "found none",
                                 arguments.key_env));
}

rates::Result<Body> body_of(const FetchArguments& arguments, const feeds::Preset& preset,
                            rates::Timestamp now, std::string_view key) {
  if (!arguments.body.empty()) return read_body(arguments.body);
  const auto made = requests(arguments, preset, now, key);
  if (!made) return std::unexpected(made.error());
  return fetch_first(*made);
}

/// A source may repeat the key in what it answers: people do not see it.
int report(const rates::Error& error, std::string_view key = {}) {
  fmt::print(stderr, "tickerd: {}: {}\n", rates::to_string(error.code),
             feeds::without_key(error.detail, key));
  return exit_failure;
}

}  // namespace

int fetch_command(const FetchArguments& arguments) {
  const auto preset = feeds::find_preset(arguments.preset);
  if (!preset) return report(preset.error());
  const auto key = key_of(arguments);
  if (!key) return report(key.error());
  const rates::Timestamp now = rates::SystemClock().now();
  const auto body = body_of(arguments, *preset, now, *key);
  if (!body) return report(body.error(), *key);
  const auto table =
      feeds::decode(preset->mapping, body->bytes, body->content_type, now, body->url);
  if (!table) return report(table.error(), *key);
  const auto shown = arguments.json ? feeds::table_json(*table) : feeds::table_text(*table);
  fmt::print("{}", feeds::without_key(shown, *key));
  return exit_ok;
}

}  // namespace tickerd::app
