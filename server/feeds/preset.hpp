#pragma once

#include <bitset>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/mapping.hpp"
#include "rates/calendar.hpp"
#include "rates/result.hpp"

namespace tickerd::feeds {

/// Where else the same rates are had. Applies only while the preset's own URL is in use: an
/// operator who gives another URL means that one and no other.
struct Fallback {
  std::string instead_of;         ///< the preset's own URL
  std::vector<std::string> urls;  ///< asked in turn when the one before failed
  friend bool operator==(const Fallback&, const Fallback&) = default;
};

/// How a source is asked for days gone by: the `backfill` of a preset. The answer is read by the
/// preset's own mapping.
struct PastForm {
  /// {date:FORMAT} is the day that is asked for. A URL that is the same for several days (it has no
  /// date, or only a year) is asked once for all of them: it holds many.
  std::string url;
  /// Between two requests, and up to half of it more by chance; at least a second in a preset.
  std::chrono::milliseconds pause = std::chrono::seconds(2);
  friend bool operator==(const PastForm&, const PastForm&) = default;
};

/// What is sent to ask a source: `{key}` in a header or the body is the operator's key.
struct RequestForm {
  std::string method = "GET";  ///< GET or POST
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  friend bool operator==(const RequestForm&, const RequestForm&) = default;
};

/// When a source is asked every `Preset::every`; outside of all its windows every `every_outside`.
struct Window {
  std::bitset<7> days = 0b1111111;  ///< bit 0 is Sunday
  std::chrono::minutes from{};      ///< local, since midnight
  std::chrono::minutes until{};     ///< local; after `from`
  friend bool operator==(const Window&, const Window&) = default;
};

/// How often a source may be asked at most.
struct Budget {
  int requests = 0;
  std::chrono::days per{1};  ///< counted in whole periods since 1970, UTC
  friend bool operator==(const Budget&, const Budget&) = default;
};

/// A kind of frame by which a source confirms or refuses what was subscribed to.
struct StreamReply {
  Condition when;                   ///< of the frame; an empty `is` means any text at `at`
  std::optional<Selector> symbols;  ///< which it is about, `*` for each of many; none: all
  std::vector<Selector> message;    ///< of a refusal: the reason, what is there of these
  friend bool operator==(const StreamReply&, const StreamReply&) = default;
};

/// How frames of a stream are asked for and kept apart: the `stream` of a preset.
struct StreamForm {
  /// How a pair is written: "{base}/{quote}", "{base}-{quote}", "{base}{quote}"; `lower` lowers it.
  std::string symbol = "{base}/{quote}";
  bool lower = false;
  std::string between = ",";  ///< joins symbols where `{symbols}` stands in the URL
  /// Sent after the connection stands, each as one text frame. A string with "{symbols}" as an
  /// element of a JSON array stands for one element for each symbol.
  std::vector<std::string> subscribe;
  std::optional<Condition> frames;      ///< which frames hold quotes; none: all but replies
  std::optional<StreamReply> accepted;  ///< none: the source does not confirm
  std::optional<StreamReply> refused;
  /// No frame (data, heartbeat, ping) for this long: the stream is dead, socket open or not.
  std::chrono::milliseconds silence = std::chrono::seconds(30);
  /// Sent as a text frame after half of `silence` without a frame; empty: a ping frame.
  std::string keep_alive;
  friend bool operator==(const StreamForm&, const StreamForm&) = default;
};

/// A named, declarative description of a public feed: where, when, and how its bytes are read.
/// A preset is a data file (config/presets/NAME.json); a new bank needs no C++.
struct Preset {
  std::string name;   ///< "nbkr"
  std::string title;  ///< "National Bank of the Kyrgyz Republic"
  /// May hold {date:FORMAT} and {key}, see feeds/url_template.hpp. Empty for pushed bodies only.
  std::string url;
  Fallback fallback;                    ///< used while `url` is unchanged
  std::string time_zone;                ///< IANA name, "Asia/Bishkek"
  std::chrono::milliseconds every{};    ///< how often it is asked
  std::chrono::milliseconds timeout{};  ///< total for one fetch
  Mapping mapping;
  RequestForm request;                        ///< polled only
  std::vector<Window> windows;                ///< none: always every `every`
  std::chrono::milliseconds every_outside{};  ///< outside of the windows; never below `every`
  rates::SharedCalendar calendar;             ///< null: never closed, never late
  std::optional<Budget> budget;
  std::optional<PastForm> past;  ///< none: the source does not offer days gone by
  /// How long its values are good while it publishes; none: as the pair says.
  std::optional<std::chrono::milliseconds> max_age;
  std::optional<StreamForm> stream;  ///< a streamed feed; then `url` is ws:// or wss://
  bool needs_key = false;            ///< `{key}` stands in the URL, a header or the body
  /// Why it does not run unless the configuration says `enabled`; empty: it runs.
  std::string off_by_default;
  bool attribution_required = false;  ///< `attribution` has to be shown beside the rates
  std::string attribution;            ///< credit line the source asks for; empty when none
  std::string terms_url;              ///< where the source states its terms
  bool republication = true;          ///< whether those terms allow publishing the rates again
  friend bool operator==(const Preset&, const Preset&) = default;
};

/// Whether `{key}` stands in what is sent to the source: then it needs one.
bool asks_for_key(const Preset& preset);

/// Has another address asked in the place of the preset's. Days gone by are asked of it too when
/// `{date...}` stands in it, else of nobody: who gives another address means that one and no other.
void ask_at(Preset& preset, std::string url);

/// Has the source asked every `every` at any hour, in place of its windows.
void ask_at_any_hour(Preset& preset, std::chrono::milliseconds every);

/// Reads a preset file. An unknown key, a missing key or a wrong type is an error that names the
/// JSON pointer, what was expected and what came.
rates::Result<Preset> parse_preset(std::string_view text, std::string_view name);

}  // namespace tickerd::feeds
