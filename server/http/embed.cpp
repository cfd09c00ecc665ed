#include "http/embed.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "http/embed_query.hpp"
#include "http/html.hpp"
#include "http/own_origin.hpp"
#include "http/page_policy.hpp"
#include "http/rates_api.hpp"
#include "stream/tape.hpp"

namespace tickerd::http {
namespace {

using rates::Rate;

constexpr std::string_view page_type = "text/html; charset=utf-8";
constexpr std::string_view no_rates_yet = "Exchange rates appear here as soon as they arrive.";

std::string attributes_html(const Fields& attributes) {
  std::string html;
  for (const auto& [name, value] : attributes) {
    html += value.empty() ? fmt::format(" {}", name)
                          : fmt::format(R"( {}="{}")", name, html_escaped(value));
  }
  return html;
}

/// One rate in the words of /v1/tape, with its status where it is not simply live.
std::string item_html(const Rate& rate, rates::AskedBasis basis) {
  const std::vector<const Rate*> alone{&rate};
  auto html = "<li>" + html_escaped(stream::tape_text(alone, basis));
  if (rate.status != rates::Status::live) {
    html += fmt::format(" <small>{}</small>", rates::to_string(rate.status));
  }
  return html + "</li>";
}

/// The lines that the sources of these rates ask for, each once, in the order of the sources.
std::string credits_of(const std::vector<const Rate*>& rates, const Site& site) {
  std::string text;
  for (const auto& [source, line] : site.credits) {
    const auto has_it = [&source](const Rate* rate) { return rates::comes_from(*rate, source); };
    if (std::ranges::none_of(rates, has_it)) continue;
    if (!text.empty()) text += ", ";
    text += line;
  }
  return text;
}

std::string content_html(const std::vector<const Rate*>& rates, const EmbedQuery& query,
                         const Site& site) {
  if (rates.empty()) return std::string(no_rates_yet);
  // The role is said because a list without bullets loses it in some browsers.
  std::string html = R"(<ul class="rates" role="list">)";
  for (const Rate* rate : rates) html += item_html(*rate, query.rates.options.basis);
  html += "</ul>";
  if (const auto credits = credits_of(rates, site); !credits.empty()) {
    html += fmt::format(R"(<p class="credits">{}</p>)", html_escaped(credits));
  }
  return html;
}

/// "<time ...>2026-05-19 05:02 UTC</time>": when the newest of the rates was read.
std::string read_at(const std::vector<const Rate*>& rates) {
  const auto newest = std::ranges::max(rates, {}, &Rate::fetched_at)->fetched_at;
  const auto time = rates::to_string(newest);  // 2026-05-19T05:02:11.480Z
  return fmt::format(R"(<time datetime="{}">{} {} UTC</time>)", time, time.substr(0, 10),
                     time.substr(11, 5));
}

/// Of what time the rates are, and where they are as text.
std::string aside_html(const std::vector<const Rate*>& rates, const EmbedQuery& query) {
  std::string address = "/v1/tape?format=txt";
  for (const std::string_view name : {"pairs", "basis"}) {
    const auto value = query.value(name);
    if (!value.empty()) address += fmt::format("&{}={}", name, query_escaped(value));
  }
  auto link = fmt::format(R"(<a href="{}">The rates as text</a>)", html_escaped(address));
  return rates.empty() ? link
                       : fmt::format("Read at {}, renewed every minute. {}", read_at(rates), link);
}

/// A frame in a sandbox has no origin; the page shows this where it finds that it is in one.
std::string sandbox_html(const std::vector<const Rate*>& rates, const Site& site) {
  if (site.origins.allows("null")) return {};
  return fmt::format(
      R"(<p id="sandbox" class="said" hidden>Not live: this frame is in a sandbox, and )"
      R"(the server gives those no stream.{}</p>)",
      rates.empty() ? "" : fmt::format(" Read at {}.", read_at(rates)));
}

std::string discovery_html(const Request& request, const EmbedQuery& query, const Site& site) {
  const auto origin = own_origin(request, site);
  if (!origin) return {};
  auto address = origin->text() + std::string(embed_path);
  if (const auto asked = query.text(); !asked.empty()) address += '?' + asked;
  const auto oembed =
      fmt::format("{}/oembed?url={}&format=json", origin->text(), query_escaped(address));
  return fmt::format(
      R"(<link rel="alternate" type="application/json+oembed" href="{}" title="Exchange rates">)",
      html_escaped(oembed));
}

Response refuse(int status, std::string_view what, const View& view) {
  auto response =
      text_response(status, std::string(page_type),
                    view.site.embed.without_tape(fmt::format(
                        R"(<p class="said"><strong>No exchange rates here.</strong> {}</p>)",
                        html_escaped(what))));
  for (const auto& [name, value] : page_headers(view.site.frame_ancestors.text())) {
    response.set(name, name == "Cache-Control" ? "no-store" : value);
  }
  return response;
}

bool is_configured(const rates::CurrencyPair& pair, const Site& site) {
  return std::ranges::find(site.pairs, pair, &rates::PairRule::pair) != site.pairs.end();
}

}  // namespace

Response embed(const Request& request, const View& view) {
  const auto query = parse_embed_query(request, view.reader());
  if (!query) {
    const bool forbidden = query.error().code == rates::Errc::refused;
    return refuse(forbidden ? 403 : 400, query.error().detail, view);
  }
  std::vector<const Rate*> rates;
  for (const auto& pair : query->rates.pairs) {
    if (const auto* entry = view.board.find(pair)) rates.push_back(entry->rate.get());
  }
  const auto comes = [&view](const auto& pair) { return is_configured(pair, view.site); };
  if (rates.empty() && !query->rates.options.all_pairs &&
      std::ranges::none_of(query->rates.pairs, comes)) {
    return refuse(404, "pairs: no source quotes any of them.", view);
  }
  const auto etag = fmt::format("\"{}-embed-{}{}\"", stream::to_text(view.board.position()),
                                view.site.embed.tag(), view.site.edition);
  Response response;
  const auto known = request.header("if-none-match");
  if (known && etag_matches(*known, etag)) {
    response.status = 304;
  } else {
    const auto theme = query->value("theme");
    response = text_response(
        200, std::string(page_type),
        view.site.embed.filled({.theme = std::string(theme.empty() ? "auto" : theme),
                                .discovery = discovery_html(request, *query, view.site),
                                .attributes = attributes_html(query->attributes),
                                .content = content_html(rates, *query, view.site),
                                .aside = aside_html(rates, *query),
                                .sandbox = sandbox_html(rates, view.site)}));
  }
  response.headers = page_headers(view.site.frame_ancestors.text());
  response.set("ETag", etag);
  return response;
}

}  // namespace tickerd::http
