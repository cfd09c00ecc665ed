#pragma once

#include <string>

#include "feeds/preset.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// What a preset was understood as, for a person: a line each for its address (at `now`, with
/// `{key}` for a key), when it is asked, when it publishes, how its bytes are read, what is refused
/// and on what terms. Ends with a line feed.
std::string preset_text(const Preset& preset, rates::Timestamp now);

/// "needs a key; not for republication; off: unreachable"; empty when there is nothing to note.
std::string preset_notes(const Preset& preset);

}  // namespace tickerd::feeds
