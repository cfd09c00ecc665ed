#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "unit/app/config_samples.hpp"

namespace tickerd::app::test {

/// Presets that tests lay down in place of the files: `open` may be used by anybody, `barred` may
/// not be re-published, `keyed` asks for a key, `asleep` is off by default, `ticks` is a stream,
/// `push` is what its name says.
inline rates::Result<feeds::Preset> sample_preset(const std::string& name) {
  feeds::Preset preset;
  preset.name = name;
  preset.title = "Bank of " + name;
  preset.url = "https://bank.example/rates";
  preset.fallback.instead_of = preset.url;
  preset.time_zone = "Etc/UTC";
  preset.terms_url = "https://bank.example/terms";
  preset.republication = name != "barred";
  if (name == "keyed") {
    preset.needs_key = true;
    preset.url += "?app_id={key}";
  } else if (name == "asleep") {
    preset.off_by_default = "its host refuses most clients";
  } else if (name == "ticks") {
    preset.url = "wss://exchange.example/stream";
    preset.stream = feeds::StreamForm{};
  } else if (name != "open" && name != "barred" && name != "push") {
    return rates::fail(rates::Errc::not_found, "preset " + name + ": there is none");
  }
  return preset;
}

/// One pair and these feeds, from the sample presets. The pair stands in line 1, the feeds in 2.
inline ConfigSource feeds_source(const std::string& feeds,
                                 const std::string& pair = R"("TMT/USD")") {
  auto made = source("{\"pairs\": [" + pair + "], \"feeds\":\n[" + feeds + "]}");
  made.presets = sample_preset;
  made.bodies = [](std::string_view) { return std::vector<std::string>{"body"}; };
  made.environment = {{"BANK_KEY", "k3y-of-the-bank"},
                      {"DESK_TOKEN", "correct-horse-battery"},
                      {"OTHER_TOKEN", "another-horse-battery"},
                      {"SHORT_TOKEN", "too-short"},
                      {"EMPTY_KEY", ""},
                      {"ODD_KEY", "a key\twith blanks"}};
  return made;
}

}  // namespace tickerd::app::test
