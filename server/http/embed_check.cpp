#include "http/embed_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "http/embed_check_csp.hpp"

namespace tickerd::http {
namespace {

constexpr std::string_view configuration = "tickerd.json";

std::string list_line(std::string_view key, const std::vector<std::string>& items) {
  std::string list;
  for (const auto& item : items) {
    if (!list.empty()) list += ", ";
    list += fmt::format("\"{}\"", item);  // an origin or a source: nothing in it is to be escaped
  }
  return fmt::format("\"{}\": [{}]", key, list);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (text.substr(0, end) != "'none'") words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Finding check_mixed_content(const EmbedSituation& situation) {
  Finding finding{.check = "mixed-content",
                  .ways = {EmbedWay::script, EmbedWay::frame, EmbedWay::picture},
                  .verdict = Verdict::allowed,
                  .subject = "The page and this server speak over a safe line",
                  .why = {},
                  .line = {},
                  .place = {}};
  const auto& site = situation.site;
  const auto& server = situation.server;
  if (server.is_secure()) {
    finding.why = fmt::format("This server is reached over https, at {}.", server.text());
  } else if (!site.is_secure()) {
    finding.why = "The page is not https, so it may load from a server that is not either.";
  } else if (server.is_loopback()) {
    finding.verdict = Verdict::limited;
    finding.why = fmt::format(
        "{} is this machine: browsers trust it from an https page, and no other machine reaches "
        "it.",
        server.text());
    finding.line = R"("public_url": "https://rates.example.org")";
    finding.place = configuration;
  } else {
    finding.verdict = Verdict::blocked;
    finding.why = fmt::format(
        "The page is https and this server is {}: browsers load nothing of it (mixed content). Put "
        "a proxy with TLS before the server and say its address.",
        server.text());
    finding.line = fmt::format(R"("public_url": "https://{}")", server.host());
    finding.place = configuration;
  }
  return finding;
}

/// The origin that the page's requests carry.
std::string sent_origin(const EmbedSituation& situation) {
  return has_opaque_origin(situation.policies) ? "null" : situation.site.text();
}

Finding check_allowed_origins(const EmbedSituation& situation) {
  const auto origin = sent_origin(situation);
  Finding finding{.check = "allowed_origins",
                  .ways = {EmbedWay::script},
                  .verdict = Verdict::allowed,
                  .subject = "This server lets the page have the stream of rates",
                  .why = fmt::format("allowed_origins has {}.",
                                     situation.origins.is_open() ? "*: every page may" : origin),
                  .line = {},
                  .place = {}};
  if (situation.origins.allows(origin)) return finding;
  auto list = situation.origins.list();
  list.push_back(origin);
  finding.verdict = Verdict::blocked;
  finding.why = fmt::format(
      "allowed_origins does not have {}: WebSocket and events are answered with 403, and the page "
      "may not read the other answers.",
      origin);
  finding.line = list_line("allowed_origins", list);
  finding.place = configuration;
  return finding;
}

Finding check_frame_ancestors(const EmbedSituation& situation) {
  Finding finding{.check = "frame_ancestors",
                  .ways = {EmbedWay::frame},
                  .verdict = Verdict::allowed,
                  .subject = "This server lets the page put /embed into a frame",
                  .why = fmt::format("frame_ancestors is {}.", situation.frame_ancestors.text()),
                  .line = {},
                  .place = {}};
  if (has_opaque_origin(situation.policies)) {
    finding.verdict = Verdict::blocked;
    finding.why =
        "The page is in a sandbox without allow-same-origin, so it has no origin that "
        "frame_ancestors could name, and * does not stand for none.";
    finding.line = "sandbox allow-scripts allow-same-origin";
    finding.place = "Content-Security-Policy";
    return finding;
  }
  auto listed = words_of(situation.frame_ancestors.text());
  const auto page = target_of(situation.site, "/");
  const auto names_it = [&](const auto& item) {
    return source_matches(item, page, situation.server);
  };
  if (std::ranges::any_of(listed, names_it)) return finding;
  listed.push_back(situation.site.text());
  finding.verdict = Verdict::blocked;
  finding.why =
      fmt::format("frame_ancestors is {}, which does not stand for {}: the frame stays empty.",
                  situation.frame_ancestors.text(), situation.site.text());
  finding.line = list_line("frame_ancestors", listed);
  finding.place = configuration;
  return finding;
}

Finding check_sandboxed_frame(const EmbedSituation& situation) {
  Finding finding{.check = "sandboxed-frame",
                  .ways = {EmbedWay::frame},
                  .verdict = Verdict::allowed,
                  .subject = "This server lets a frame in a sandbox have the stream of rates",
                  .why = "allowed_origins has \"null\", which such a frame sends as its origin.",
                  .line = {},
                  .place = {}};
  if (situation.origins.is_open()) finding.why = "allowed_origins has *: every page may.";
  if (situation.origins.allows("null")) return finding;
  auto list = situation.origins.list();
  list.emplace_back("null");
  finding.verdict = Verdict::limited;
  finding.why =
      "A frame with a sandbox attribute without allow-same-origin, as WordPress makes one of an "
      "oEmbed, sends Origin: null, which allowed_origins does not have: it keeps the rates of the "
      "moment it was loaded and says so. Every other frame is live.";
  finding.line = list_line("allowed_origins", list);
  finding.place = configuration;
  return finding;
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::allowed:
      return "allowed";
    case Verdict::limited:
      return "limited";
    case Verdict::blocked:
      return "blocked";
  }
  return "blocked";
}

std::string_view to_string(EmbedWay way) noexcept {
  switch (way) {
    case EmbedWay::script:
      return "script";
    case EmbedWay::frame:
      return "frame";
    case EmbedWay::picture:
      return "picture";
  }
  return "script";
}

std::vector<Finding> check_embed(const EmbedSituation& situation) {
  std::vector<Finding> findings{check_mixed_content(situation), check_allowed_origins(situation),
                                check_frame_ancestors(situation), check_sandboxed_frame(situation)};
  for (auto& finding : check_csp(situation)) findings.push_back(std::move(finding));
  return findings;
}

Verdict verdict_of(const std::vector<Finding>& findings, EmbedWay way) {
  auto worst = Verdict::allowed;
  for (const auto& finding : findings) {
    if (std::ranges::find(finding.ways, way) == finding.ways.end()) continue;
    worst = std::max(worst, finding.verdict);
  }
  return worst;
}

}  // namespace tickerd::http
