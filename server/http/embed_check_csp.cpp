#include "http/embed_check_csp.hpp"

#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

namespace tickerd::http {
namespace {

constexpr std::string_view header = "Content-Security-Policy";

/// What a page loads, and the directives that may govern it: the first that is there does.
struct Load {
  std::string_view check;  ///< the directive to add when none of the others is to be changed
  EmbedWay way;
  std::string_view subject;
  std::initializer_list<std::string_view> directives;
  CspTarget target;
};

Finding finding_of(const Load& load, std::string why) {
  return {.check = std::string(load.check),
          .ways = {load.way},
          .verdict = Verdict::allowed,
          .subject = std::string(load.subject),
          .why = std::move(why),
          .line = {},
          .place = {}};
}

/// The source of `values` that matches; null when none does.
const std::string* matching(const CspDirective& directive, const CspTarget& target,
                            const WebOrigin& page) {
  const auto found = std::ranges::find_if(
      directive.values, [&](const auto& source) { return source_matches(source, target, page); });
  return found == directive.values.end() ? nullptr : &*found;
}

/// `directive` with `added`, under the name of the directive that is meant for it.
std::string widened(std::string_view name, const CspDirective& directive, std::string_view added) {
  std::string line(name);
  for (const auto& value : directive.values) {
    if (value != "'none'") line += ' ' + value;
  }
  return fmt::format("{} {}", line, added);
}

/// Under which name a directive is widened: that of its own, but default-src is left as it is.
std::string_view own_name(const Load& load, const CspDirective& directive) {
  return directive.name == "default-src" ? load.check : std::string_view(directive.name);
}

std::string source_of(const CspTarget& target) {
  const bool is_usual = target.port == default_port(target.scheme);
  return is_usual ? fmt::format("{}://{}", target.scheme, target.host)
                  : fmt::format("{}://{}:{}", target.scheme, target.host, target.port);
}

std::string nothing_governs(std::string_view directive) {
  return fmt::format("No policy has {} or what it falls back to.", directive);
}

/// Goes through the policies with `judge`, which says what one directive means; the worst counts.
template <class Judge>
Finding worst_of(const EmbedSituation& situation, const Load& load, Judge judge) {
  auto worst = finding_of(load, nothing_governs(load.check));
  for (const auto& policy : situation.policies) {
    const auto* const directive = policy.governing(load.directives);
    if (directive == nullptr) continue;
    auto finding = judge(*directive);
    if (finding.verdict >= worst.verdict) worst = std::move(finding);
  }
  return worst;
}

Finding judge_host(const Load& load, const CspDirective& directive, const WebOrigin& page) {
  const auto* const source = matching(directive, load.target, page);
  if (source != nullptr) {
    return finding_of(load, fmt::format("{} has {}.", directive.name, *source));
  }
  const auto needed = source_of(load.target);
  auto finding = finding_of(load, fmt::format("{} does not have {}.", directive.name, needed));
  finding.verdict = Verdict::blocked;
  finding.line = widened(own_name(load, directive), directive, needed);
  finding.place = header;
  return finding;
}

/// Nonces and hashes: what a script tag may show in place of its address.
Finding judge_script(const Load& load, const CspDirective& directive,
                     const EmbedSituation& situation) {
  const auto starts = [&](std::string_view prefix) {
    return std::ranges::any_of(directive.values, [prefix](const auto& value) {
      return lower_case(value).starts_with(prefix);
    });
  };
  const bool strict = directive.has("'strict-dynamic'");
  const auto hash = fmt::format("'{}'", situation.script_integrity);
  if (std::ranges::find(directive.values, hash) != directive.values.end()) {
    auto finding = finding_of(
        load, fmt::format("{} has the hash of the script: its tag has to say it.{}", directive.name,
                          strict ? "" : " What it loads later is not covered by it."));
    finding.line =
        fmt::format(R"(<script src="{}{}" integrity="{}" crossorigin="anonymous"></script>)",
                    situation.server.text(), situation.script_path, situation.script_integrity);
    finding.place = "HTML";
    return finding;
  }
  if (!strict && matching(directive, load.target, situation.site) != nullptr) {
    return judge_host(load, directive, situation.site);
  }
  if (starts("'nonce-")) {
    auto finding = finding_of(
        load,
        fmt::format("{} wants a nonce{}: the tag has to have the one of the answer it is in.",
                    directive.name,
                    strict ? ", and 'strict-dynamic' makes addresses count for nothing" : ""));
    finding.verdict = Verdict::limited;
    finding.line = fmt::format(R"(<script nonce="..." src="{}{}"></script>)",
                               situation.server.text(), situation.script_path);
    finding.place = "HTML";
    return finding;
  }
  if (!strict) return judge_host(load, directive, situation.site);
  auto finding = finding_of(
      load, fmt::format("{} has 'strict-dynamic', which makes addresses count for nothing, and no "
                        "nonce: the script needs its hash there and in its tag.",
                        directive.name));
  finding.verdict = Verdict::blocked;
  finding.line = widened(own_name(load, directive), directive, hash);
  finding.place = header;
  return finding;
}

Finding check_script(const EmbedSituation& situation) {
  const Load load{.check = "script-src",
                  .way = EmbedWay::script,
                  .subject = "The page loads the script of the tape",
                  .directives = {"script-src-elem", "script-src", "default-src"},
                  .target = target_of(situation.server, situation.script_path)};
  return worst_of(situation, load, [&](const CspDirective& directive) {
    return judge_script(load, directive, situation);
  });
}

/// The stream goes over WebSocket, and where that is barred over events of plain HTTP.
Finding check_connection(const EmbedSituation& situation) {
  const Load stream{.check = "connect-src",
                    .way = EmbedWay::script,
                    .subject = "The script connects to the stream of rates",
                    .directives = {"connect-src", "default-src"},
                    .target = target_of(situation.server, "/v1/stream", true)};
  Load plain = stream;
  plain.target = target_of(situation.server, "/v1/events");
  return worst_of(situation, stream, [&](const CspDirective& directive) {
    auto finding = judge_host(stream, directive, situation.site);
    const auto other = judge_host(plain, directive, situation.site);
    const auto both = fmt::format("{} {}", source_of(plain.target), source_of(stream.target));
    if (finding.verdict == Verdict::allowed && other.verdict == Verdict::allowed) {
      finding.why = fmt::format("{} allows both {} and {}.", directive.name,
                                source_of(plain.target), source_of(stream.target));
    } else if (finding.verdict == Verdict::blocked && other.verdict == Verdict::allowed) {
      finding.verdict = Verdict::limited;
      finding.why = fmt::format(
          "{} allows {} but not {}, which an address without its scheme or with another one does "
          "not "
          "stand for in every browser: the tape falls back to events over HTTP.",
          directive.name, source_of(plain.target), source_of(stream.target));
    } else if (finding.verdict == Verdict::allowed) {
      finding.verdict = Verdict::limited;
      finding.why = fmt::format(
          "{} allows {} but not {}, which the fallback and the lines of "
          "closes are asked at.",
          directive.name, source_of(stream.target), source_of(plain.target));
      finding.line = other.line;
      finding.place = header;
    } else {
      finding.why = fmt::format("{} has neither {} nor {}.", directive.name,
                                source_of(plain.target), source_of(stream.target));
      finding.line = widened(own_name(stream, directive), directive, both);
    }
    return finding;
  });
}

Finding check_host(const EmbedSituation& situation, const Load& load) {
  return worst_of(situation, load, [&](const CspDirective& directive) {
    return judge_host(load, directive, situation.site);
  });
}

Finding check_sandbox(const EmbedSituation& situation) {
  const Load load{.check = "sandbox",
                  .way = EmbedWay::script,
                  .subject = "The page may run scripts",
                  .directives = {"sandbox"},
                  .target = target_of(situation.server, "/")};
  auto worst = worst_of(situation, load, [&](const CspDirective& directive) {
    if (directive.has("allow-scripts")) {
      return finding_of(load, "sandbox has allow-scripts.");
    }
    auto finding = finding_of(load, "sandbox lets no script run, in the page or in its frames.");
    finding.verdict = Verdict::blocked;
    finding.line = widened("sandbox", directive, "allow-scripts");
    finding.place = header;
    return finding;
  });
  if (worst.verdict == Verdict::allowed && worst.why == nothing_governs("sandbox")) {
    worst.why = "No policy puts the page into a sandbox.";
  }
  return worst;
}

Finding check_trusted_types(const EmbedSituation& situation) {
  Finding finding{.check = "trusted-types",
                  .ways = {EmbedWay::script},
                  .verdict = Verdict::allowed,
                  .subject = "The page demands trusted types",
                  .why = "No policy does.",
                  .line = {},
                  .place = {}};
  const auto demands = [](const CspPolicy& policy) {
    return policy.governing({"require-trusted-types-for", "trusted-types"}) != nullptr;
  };
  if (std::ranges::any_of(situation.policies, demands)) {
    finding.why =
        "A policy does. The tape writes text only, never markup, and makes no policy of its own: "
        "nothing is to be added.";
  }
  return finding;
}

}  // namespace

std::vector<Finding> check_csp(const EmbedSituation& situation) {
  if (situation.policies.empty()) {
    return {{.check = "content-security-policy",
             .ways = {EmbedWay::script, EmbedWay::frame, EmbedWay::picture},
             .verdict = Verdict::allowed,
             .subject = "The page's Content-Security-Policy",
             .why = "None was given: without one a page may load what it likes.",
             .line = {},
             .place = {}}};
  }
  const Load frame{.check = "frame-src",
                   .way = EmbedWay::frame,
                   .subject = "The page has /embed in a frame",
                   .directives = {"frame-src", "child-src", "default-src"},
                   .target = target_of(situation.server, "/embed")};
  const Load picture{.check = "img-src",
                     .way = EmbedWay::picture,
                     .subject = "The page has the tape as a picture, for readers without script",
                     .directives = {"img-src", "default-src"},
                     .target = target_of(situation.server, "/v1/tape")};
  return {check_script(situation),  check_connection(situation),  check_trusted_types(situation),
          check_sandbox(situation), check_host(situation, frame), check_host(situation, picture)};
}

bool has_opaque_origin(const std::vector<CspPolicy>& policies) {
  return std::ranges::any_of(policies, [](const CspPolicy& policy) {
    const auto* const sandbox = policy.find("sandbox");
    return sandbox != nullptr && !sandbox->has("allow-same-origin");
  });
}

}  // namespace tickerd::http
