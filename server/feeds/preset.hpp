#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/mapping.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// Where else the same rates are had. Applies only while the preset's own URL is in use: an
/// operator who gives another URL means that one and no other.
struct Fallback {
  std::string instead_of;         ///< the preset's own URL
  std::vector<std::string> urls;  ///< asked in turn when the one before failed
};

/// A named, declarative description of a public feed: where, when, and how its bytes are read.
/// A preset is a data file (config/presets/NAME.json); a new bank needs no C++.
struct Preset {
  std::string name;                     ///< "nbkr"
  std::string title;                    ///< "National Bank of the Kyrgyz Republic"
  std::string url;                      ///< may hold {date:FORMAT}, see feeds/url_template.hpp
  Fallback fallback;                    ///< used while `url` is unchanged
  std::string time_zone;                ///< IANA name, "Asia/Bishkek"
  std::chrono::milliseconds every{};    ///< how often it is asked
  std::chrono::milliseconds timeout{};  ///< total for one fetch
  Mapping mapping;
  std::string attribution;    ///< credit line the source asks for; empty when none
  std::string terms_url;      ///< where the source states its terms
  bool republication = true;  ///< whether those terms allow publishing the rates again
};

/// Reads a preset file. An unknown key, a missing key or a wrong type is an error that names the
/// JSON pointer, what was expected and what came.
rates::Result<Preset> parse_preset(std::string_view text, std::string_view name);

}  // namespace tickerd::feeds
