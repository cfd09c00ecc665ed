#include "feeds/stream_request.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/text.hpp"
#include "feeds/url_template.hpp"

namespace tickerd::feeds {
namespace {

using nlohmann::json;
using rates::Errc;
using rates::fail;

std::vector<std::string> symbols_of(const StreamForm& form,
                                    std::span<const rates::CurrencyPair> pairs) {
  std::vector<std::string> symbols;
  symbols.reserve(pairs.size());
  for (const auto& pair : pairs) symbols.push_back(symbol_of(form, pair));
  return symbols;
}

/// `value` with all templates in its strings filled.
json filled(const json& value, std::span<const std::string> symbols, std::string_view key) {
  if (value.is_string()) return replaced(value.get<std::string>(), "{key}", key);
  if (value.is_object()) {
    json out = json::object();
    for (const auto& [name, member] : value.items()) out[name] = filled(member, symbols, key);
    return out;
  }
  if (!value.is_array()) return value;
  json out = json::array();
  for (const auto& element : value) {
    const bool is_each =
        element.is_string() && element.get_ref<const std::string&>().contains("{symbols}");
    if (!is_each) {
      out.push_back(filled(element, symbols, key));
      continue;
    }
    for (const auto& symbol : symbols) {
      const auto one = filled(element, symbols, key).get<std::string>();
      out.push_back(replaced(one, "{symbols}", symbol));
    }
  }
  return out;
}

}  // namespace

std::string symbol_of(const StreamForm& form, const rates::CurrencyPair& pair) {
  auto symbol = replaced(form.symbol, "{base}", pair.base().text());
  symbol = replaced(std::move(symbol), "{quote}", pair.quote().text());
  return form.lower ? lower(symbol) : symbol;
}

rates::Result<std::string> fill_stream_url(std::string_view url, const StreamForm& form,
                                           std::span<const rates::CurrencyPair> pairs,
                                           std::string_view key) {
  if (url.contains("{key}") && key.empty()) {
    return fail(Errc::bad_argument, "url: expected a key for {key}, got none");
  }
  std::string symbols;
  for (const auto& symbol : symbols_of(form, pairs)) {
    if (!symbols.empty()) symbols += form.between;
    symbols += symbol;
  }
  auto out = replaced(std::string(url), "{symbols}", symbols);
  if (const auto rest = replaced(out, "{key}", ""); rest.find_first_of("{}") != std::string::npos) {
    return fail(Errc::bad_argument,
                fmt::format("url: expected {{symbols}} or {{key}} in a stream, got {}",
                            excerpt(rest.substr(rest.find_first_of("{}")), 40)));
  }
  return replaced(std::move(out), "{key}", percent_encoded(key));
}

std::vector<std::string> subscribe_messages(const StreamForm& form,
                                            std::span<const rates::CurrencyPair> pairs,
                                            std::string_view key) {
  const auto symbols = symbols_of(form, pairs);
  std::vector<std::string> messages;
  for (const auto& message : form.subscribe) {
    messages.push_back(filled(json::parse(message), symbols, key).dump());
  }
  return messages;
}

}  // namespace tickerd::feeds
