#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/run_once.hpp"
#include "feeds/decode.hpp"
#include "feeds/presets.hpp"
#include "feeds/print.hpp"
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
};

rates::Result<Body> read_body(const std::string& file) {
  if (file == "-") {
    return Body{{std::istreambuf_iterator<char>(std::cin), {}}, {}};
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return rates::fail(rates::Errc::not_found, fmt::format("{}: cannot be read", file));
  return Body{{std::istreambuf_iterator<char>(in), {}}, {}};
}

asio::awaitable<rates::Result<Body>> fetch(net::HttpClient& http, std::string url,
                                           std::chrono::milliseconds timeout) {
  net::HttpRequest request;
  request.url = std::move(url);
  request.timeout = timeout;
  request.allow_private = true;  // a person typed the command
  auto response = co_await http.fetch(std::move(request));
  if (!response) co_return std::unexpected(std::move(response.error()));
  if (response->status < 200 || response->status > 299) {
    co_return rates::fail(
        rates::Errc::http_status,
        fmt::format("expected an answer with status 2xx, got {}", response->status));
  }
  std::string content_type(response->header("content-type"));
  co_return Body{std::move(response->body), std::move(content_type)};
}

/// The addresses to try in order: the one given, or the preset's and its fallbacks.
rates::Result<std::vector<std::string>> addresses(const FetchArguments& arguments,
                                                  const feeds::Preset& preset,
                                                  rates::Timestamp now) {
  std::vector<std::string> templates = {preset.url};
  templates.insert(templates.end(), preset.fallback.urls.begin(), preset.fallback.urls.end());
  if (!arguments.url.empty()) templates = {arguments.url};
  std::vector<std::string> urls;
  for (const auto& text : templates) {
    auto url = feeds::fill_url(text, preset.time_zone, now, "");
    if (!url) return std::unexpected(std::move(url.error()));
    urls.push_back(std::move(url->url));
  }
  return urls;
}

rates::Result<Body> fetch_first(const std::vector<std::string>& urls,
                                std::chrono::milliseconds timeout) {
  rates::Result<Body> body = rates::fail(rates::Errc::not_found, "no address to ask");
  for (const auto& url : urls) {
    body = run_once<rates::Result<Body>>(
        [&](net::HttpClient& http) { return fetch(http, url, timeout); });
    if (body || body.error().code != rates::Errc::http_status) break;
  }
  return body;
}

int report(const rates::Error& error) {
  fmt::print(stderr, "tickerd: {}: {}\n", rates::to_string(error.code), error.detail);
  return exit_failure;
}

}  // namespace

int fetch_command(const FetchArguments& arguments) {
  const auto preset = feeds::find_preset(arguments.preset);
  if (!preset) return report(preset.error());
  const rates::Timestamp now = rates::SystemClock().now();

  rates::Result<Body> body;
  if (!arguments.body.empty()) {
    body = read_body(arguments.body);
  } else {
    const auto urls = addresses(arguments, *preset, now);
    if (!urls) return report(urls.error());
    body = fetch_first(*urls, preset->timeout);
  }
  if (!body) return report(body.error());

  const auto table = feeds::decode(preset->mapping, body->bytes, body->content_type, now);
  if (!table) return report(table.error());
  fmt::print("{}", arguments.json ? feeds::table_json(*table) : feeds::table_text(*table));
  return exit_ok;
}

}  // namespace tickerd::app
