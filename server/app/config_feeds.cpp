#include "app/config_feeds.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/config_bodies.hpp"
#include "app/config_fields.hpp"
#include "app/config_values.hpp"
#include "feeds/presets.hpp"
#include "feeds/url_template.hpp"
#include "net/url.hpp"

namespace tickerd::app {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds default_replay_pace = std::chrono::seconds(3);

/// Which keys a kind of feed has beside name and kind.
struct KindKeys {
  std::string_view kind;
  std::array<std::string_view, 5> keys;
};
constexpr std::array kinds{
    KindKeys{"polled", {"preset", "url", "every", "timeout", "allow_private"}},
    KindKeys{"fixed", {"quotes"}},
    KindKeys{"replay", {"preset", "directory", "every"}},
};

bool is_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto is_good = [&](char c) { return is_letter(c) || c == '.' || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= longest && is_letter(name.front()) &&
         std::ranges::all_of(name, is_good);
}

/// Reads one feed's object.
class FeedReader {
 public:
  FeedReader(const json& object, std::string pointer, const ConfigSource& source,
             ConfigProblems& problems)
      : fields_(object, "feeds[]", std::move(pointer), problems),
        source_(source),
        problems_(problems) {}

  /// The name as far as it can be made out, for pairs that refer to it.
  const std::string& name() const noexcept { return name_; }

  std::optional<feeds::FeedSpec> read() {
    const auto* const kind = fields_.text("kind");
    if (fields_.has("kind") && kind == nullptr) return std::nullopt;  // reported already
    const std::string_view of = kind != nullptr ? std::string_view(*kind) : "polled";
    check_keys(of);
    if (const auto* const name = fields_.text("name")) name_ = *name;
    auto spec = of == "fixed" ? read_fixed() : of == "replay" ? read_replay() : read_polled();
    if (!name_.empty() && !is_name(name_)) {
      problems_.at_value(fields_.pointer(fields_.has("name") ? "name" : "preset"),
                         fmt::format("expected a name of at most 40 letters, digits, '.', '_' and "
                                     "'-', got {}",
                                     shown(name_)));
    }
    if (!spec) return std::nullopt;
    return feeds::FeedSpec{.name = name_, .source = *std::move(spec)};
  }

 private:
  using Source = decltype(feeds::FeedSpec::source);

  void check_keys(std::string_view kind) {
    const auto* const own = std::ranges::find(kinds, kind, &KindKeys::kind);
    for (const auto* const option : options_below("feeds[]")) {
      const auto key = leaf_name(*option);
      if (key == "name" || key == "kind" || !fields_.has(key)) continue;
      if (std::ranges::find(own->keys, key) == own->keys.end()) {
        problems_.at_key(fields_.pointer(key),
                         fmt::format("a feed of kind \"{}\" has no such key", kind));
      }
    }
  }

  std::optional<Source> missing(std::string_view key, std::string_view example) {
    if (!fields_.has(key)) {
      problems_.at_value(fields_.pointer(),
                         fmt::format("expected a key \"{}\", such as {}", key, example));
    }
    return std::nullopt;
  }

  std::optional<feeds::Preset> read_preset() {
    const auto* const wanted = fields_.text("preset");
    if (wanted == nullptr) {
      (void)missing("preset", R"("preset": "nbkr")");  // says so; nothing to return
      return std::nullopt;
    }
    std::string file = *wanted;
    const bool is_file = file.contains('/') || file.ends_with(".json");
    if (is_file && !source_.folder.empty()) file = (source_.folder / file).string();
    std::error_code unreachable;  // then it is no file for us
    auto preset = is_file && !std::filesystem::is_regular_file(file, unreachable)
                      ? rates::fail(rates::Errc::not_found,
                                    fmt::format("expected a preset file, found none at {}", file))
                      : feeds::find_preset(file);
    if (!preset) {
      problems_.at_value(fields_.pointer("preset"), preset.error().detail);
      if (name_.empty() && !is_file) name_ = *wanted;
      return std::nullopt;
    }
    if (name_.empty()) name_ = preset->name;
    return *std::move(preset);
  }

  void read_url(feeds::Preset& preset) {
    const auto* const url = fields_.text("url");
    if (url == nullptr) return;
    preset.url = *url;
    const auto filled = feeds::fill_url(*url, preset.time_zone, rates::Timestamp{}, "any");
    if (!filled) {
      problems_.at_value(fields_.pointer("url"), filled.error().detail);
    } else if (const auto parsed = net::Url::parse(filled->url); !parsed) {
      problems_.at_value(fields_.pointer("url"), parsed.error().detail);
    }
  }

  std::optional<Source> read_polled() {
    auto preset = read_preset();
    if (!preset) return std::nullopt;
    read_url(*preset);
    if (const auto* const every = fields_.duration("every")) preset->every = *every;
    if (const auto* const timeout = fields_.duration("timeout")) preset->timeout = *timeout;
    const auto* const allow = fields_.boolean("allow_private");
    return feeds::PolledSpec{.preset = *std::move(preset),
                             .allow_private = allow != nullptr && *allow};
  }

  std::optional<Source> read_fixed() {
    if (!fields_.has("name")) (void)missing("name", R"("name": "tmt-peg")");  // goes on
    const auto* const quotes = fields_.raw("quotes");
    if (quotes == nullptr) return missing("quotes", R"("quotes": {"USD/TMT": "3.5"})");
    const auto here = fields_.pointer("quotes");
    if (!quotes->is_object() || quotes->empty()) {
      problems_.at_value(here,
                         fmt::format("expected pairs and their values, such as {{\"USD/TMT\": "
                                     "\"3.5\"}}, got {}",
                                     shown(*quotes)));
      return std::nullopt;
    }
    feeds::FixedSpec spec;
    for (const auto& [key, value] : quotes->items()) {
      read_peg(key, value, here + '/' + pointer_step(key), spec);
    }
    return spec;
  }

  void read_peg(const std::string& key, const json& value, const std::string& here,
                feeds::FixedSpec& spec) {
    const auto pair = rates::CurrencyPair::parse(key);
    if (!pair) problems_.at_key(here, pair.error().detail);
    auto number = value.is_string() ? rates::Decimal::parse(value.get_ref<const std::string&>())
                                    : rates::fail(rates::Errc::bad_value, "");
    if (!number || !number->is_positive()) {
      problems_.at_value(here, fmt::format("expected a number above zero in quotes, such as "
                                           "\"3.5\", got {}",
                                           shown(value)));
    } else if (pair) {
      spec.quotes.emplace_back(*pair, *std::move(number));
    }
  }

  std::optional<Source> read_replay() {
    auto preset = read_preset();
    const auto* const directory = fields_.text("directory");
    if (directory == nullptr) return missing("directory", R"("directory": "demo")");
    auto bodies = read_bodies(source_, *directory);
    if (!bodies) {
      problems_.at_value(fields_.pointer("directory"), bodies.error().detail);
      return std::nullopt;
    }
    if (!preset) return std::nullopt;
    const auto* const every = fields_.duration("every");
    return feeds::ReplaySpec{.preset = *std::move(preset),
                             .bodies = *std::move(bodies),
                             .every = every != nullptr ? *every : default_replay_pace};
  }

  ConfigFields fields_;
  const ConfigSource& source_;
  ConfigProblems& problems_;
  std::string name_;
};

}  // namespace

ReadFeeds read_feeds(const json& list, const ConfigSource& source, ConfigProblems& problems) {
  ReadFeeds read;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto pointer = fmt::format("/feeds/{}", at);
    if (!list[at].is_object()) {
      problems.at_value(
          pointer,
          fmt::format(R"(expected an object like {{"preset": "nbkr"}}, got {})", shown(list[at])));
      continue;
    }
    FeedReader reader(list[at], pointer, source, problems);
    auto spec = reader.read();
    if (!reader.name().empty() && !read.names.insert(reader.name()).second) {
      problems.at_value(pointer, fmt::format("a feed before this one is called \"{}\" too: give "
                                             "one of them another \"name\"",
                                             reader.name()));
    }
    if (spec) read.specs.push_back(*std::move(spec));
  }
  return read;
}

}  // namespace tickerd::app
