#include "feeds/preset.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/fields.hpp"
#include "feeds/parse_mapping.hpp"
#include "feeds/parse_stream.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;
using rates::Errc;
using rates::fail;

constexpr std::size_t most_bytes = 1024 * 1024;

bool is_url(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

rates::Result<json> parse_text(std::string_view text) {
  if (text.size() > most_bytes) return fail(Errc::too_large, "expected at most 1 MiB");
  try {
    return json::parse(text, nullptr, true, true);
  } catch (const json::exception& wrong) {
    std::string_view what = wrong.what();
    if (what.starts_with('[')) what.remove_prefix(std::min(what.find("] ") + 2, what.size()));
    return fail(Errc::bad_document, fmt::format("broken JSON: {}", bare_excerpt(what, 200)));
  }
}

}  // namespace

rates::Result<Preset> parse_preset(std::string_view text, std::string_view name) {
  const auto named = [&](const rates::Error& error) {
    return fail(error.code, fmt::format("preset {}: {}", name, error.detail));
  };
  const auto document = parse_text(text);
  if (!document) return named(document.error());

  Fields fields(*document, "");
  Preset preset;
  preset.name = name;
  preset.title = fields.text("title");
  preset.url = fields.text("url");
  const auto* const stream = fields.maybe("stream");
  if (stream == nullptr && !is_url(preset.url))
    fields.wrong("/url",
                 fmt::format("expected http:// or https://, got {}", excerpt(preset.url, 60)));
  preset.fallback.instead_of = preset.url;
  preset.fallback.urls = fields.maybe_texts("fallback_urls");
  for (const auto& url : preset.fallback.urls) {
    if (!is_url(url))
      fields.wrong("/fallback_urls",
                   fmt::format("expected http:// or https://, got {}", excerpt(url, 60)));
  }
  preset.time_zone = fields.maybe_text("time_zone").value_or("Etc/UTC");
  preset.every = fields.maybe_duration("every").value_or(std::chrono::minutes(15));
  preset.timeout = fields.maybe_duration("timeout").value_or(std::chrono::seconds(10));
  preset.attribution = fields.maybe_text("attribution").value_or("");
  preset.terms_url = fields.maybe_text("terms_url").value_or("");
  preset.republication = fields.maybe_flag("republication").value_or(true);
  if (const auto* value = fields.maybe("mapping")) {
    auto mapping = parse_mapping(*value, "/mapping");
    if (mapping)
      preset.mapping = *std::move(mapping);
    else
      fields.take(mapping.error());
  } else {
    fields.wrong("/mapping", "expected an object, got none");
  }
  if (stream != nullptr) {
    auto form = parse_stream(*stream, "/stream");
    if (form)
      preset.stream = *std::move(form);
    else
      fields.take(form.error());
  }
  if (auto good = fields.finish(); !good) return named(good.error());
  if (preset.stream) {
    if (auto good = check_streamed(preset); !good) return named(good.error());
  }
  return preset;
}

}  // namespace tickerd::feeds
