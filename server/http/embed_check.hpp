#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/csp.hpp"
#include "http/frame_ancestors.hpp"
#include "http/origin.hpp"
#include "http/web_origin.hpp"

namespace tickerd::http {

/// Whether something works on a page. `limited`: not as it stands, or not all of it; the line says
/// what makes it work.
enum class Verdict { allowed, limited, blocked };
std::string_view to_string(Verdict verdict) noexcept;

/// The ways a page shows the tape: a script tag, a frame with /embed, a picture of /v1/tape.
enum class EmbedWay { script, frame, picture };
std::string_view to_string(EmbedWay way) noexcept;

/// One thing that was looked at.
struct Finding {
  std::string check;           ///< a stable word: "script-src"
  std::vector<EmbedWay> ways;  ///< what it concerns
  Verdict verdict;
  std::string subject;  ///< "The page loads the script of the tape"
  std::string why;      ///< a sentence
  std::string line;     ///< what to write to have it allowed; empty when nothing is needed
  std::string place;    ///< where: "tickerd.json", "Content-Security-Policy", "HTML"
};

/// What is known of a page and of this server. What it refers to outlives it.
struct EmbedSituation {
  WebOrigin site;
  WebOrigin server;
  std::vector<CspPolicy> policies;  ///< of the page
  const OriginRules& origins;
  const FrameAncestors& frame_ancestors;
  std::string_view script_path;       ///< "/widget/0.1.0/tickerd.js"
  std::string_view script_integrity;  ///< "sha384-..."
};

/// What lets the tape onto a page and what keeps it away, the server's settings first. Nobody is
/// asked: what the page really sends is what the caller says it does.
std::vector<Finding> check_embed(const EmbedSituation& situation);

/// The worst of what concerns one way.
Verdict verdict_of(const std::vector<Finding>& findings, EmbedWay way);

}  // namespace tickerd::http
