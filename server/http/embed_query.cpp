#include "http/embed_query.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "http/query.hpp"
#include "http/web_origin.hpp"
#include "rates/rate.hpp"
#include "stream/utf8.hpp"

namespace tickerd::http {
namespace {

using rates::Errc;
using rates::fail;
using rates::Result;

/// What an attribute takes: a complaint about a value, or none.
using Complaint = std::optional<std::string>;

/// Both alternatives of a switch in an address: "?drag" and "?drag=true" are on.
enum class Switch { on, off, neither };
Switch read_switch(std::string_view value) noexcept {
  if (value.empty() || value == "1" || value == "true") return Switch::on;
  return value == "0" || value == "false" ? Switch::off : Switch::neither;
}

bool is_between(std::string_view text, int least, int most) noexcept {
  const auto number = whole_number(text);
  return number && *number >= least && *number <= most;
}

/// One of `words`, which are separated by blanks.
Complaint one_of(std::string_view value, std::string_view words) {
  for (auto rest = words; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (value == rest.substr(0, end)) return std::nullopt;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return fmt::format("one of: {}", words);
}

Complaint at_most(std::string_view value, std::size_t bytes) {
  if (value.size() <= bytes && stream::is_utf8(value)) return std::nullopt;
  return fmt::format("at most {} bytes of UTF-8", bytes);
}

Complaint speed(std::string_view value) {
  if (is_between(value, 1, 1000)) return std::nullopt;
  return "a whole number of px a second from 1 to 1000";
}

Complaint precision(std::string_view value) {
  if (value == "auto" || is_between(value, 0, 8)) return std::nullopt;
  return "auto, or decimals from 0 to 8";
}

Complaint locale(std::string_view value) {
  const auto sound = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  const bool is_tag = value.size() >= 2 && value.size() <= 35 && value.front() != '-' &&
                      value.back() != '-' && !value.contains("--");
  if (is_tag && std::ranges::all_of(value, sound)) return std::nullopt;
  return "a language tag such as en or ky-KG";
}

/// Where a click leads: never to a script.
Complaint href(std::string_view value) {
  constexpr std::size_t longest = 512;
  const auto start = lower_case(value.substr(0, 8));
  if ((start.starts_with("https://") || start.starts_with("http://")) && value.size() <= longest &&
      stream::is_utf8(value)) {
    return std::nullopt;
  }
  return fmt::format("an address that begins with https:// or http://, at most {} bytes", longest);
}

Complaint spark(std::string_view value) {
  if (value.empty() || is_between(value, 2, 365)) return std::nullopt;
  return "nothing, or a number of closes from 2 to 365";
}

struct Attribute {
  std::string_view name;
  Complaint (*complain)(std::string_view value);  ///< null: a switch
};

constexpr Attribute attributes[] = {
    {"layout", [](auto value) { return one_of(value, "marquee list compact static"); }},
    {"theme", [](auto value) { return one_of(value, "light dark auto"); }},
    {"transparent", nullptr},
    {"speed", speed},
    {"direction", [](auto value) { return one_of(value, "left right"); }},
    {"locale", locale},
    {"precision", precision},
    {"sign", [](auto value) { return one_of(value, "auto always"); }},
    {"colors", [](auto value) { return one_of(value, "safe western eastern"); }},
    {"href", href},
    {"separator", [](auto value) { return at_most(value, 16); }},
    {"show-source", nullptr},
    {"show-time", nullptr},
    {"spark", spark},
    {"drag", nullptr},
    {"share", nullptr},
    {"paused", nullptr},
    {"label", [](auto value) { return at_most(value, 120); }},
};

Result<void> take(const Attribute& attribute, std::string_view value, Fields& taken) {
  const auto refuse = [&](std::string_view expected) {
    return fail(Errc::bad_argument, fmt::format("{}: expected {}, got {}", attribute.name, expected,
                                                rates::in_quotes(value)));
  };
  if (attribute.complain != nullptr) {
    if (const auto expected = attribute.complain(value)) return refuse(*expected);
    taken.emplace_back(attribute.name, value);
    return {};
  }
  const auto state = read_switch(value);
  if (state == Switch::neither) return refuse("true, false or nothing");
  if (state == Switch::on) taken.emplace_back(attribute.name, "");
  return {};
}

/// A pair out of a symbol, as the widget reads it: "FX_IDC:KGSUSD", "kgsusd" and "KGS/USD" are all
/// "KGS/USD".
std::string pair_of(std::string_view symbol) {
  constexpr std::size_t code_length = 3;
  auto name = std::string(symbol.substr(symbol.rfind(':') + 1));  // npos + 1 is 0: all of it
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (name.size() == 2 * code_length && std::ranges::all_of(name, is_letter)) {
    name.insert(code_length, "/");
  }
  return name;
}

/// The list of pairs that a list of symbols is; blanks and commas separate them.
std::string pairs_of(std::string_view symbols) {
  constexpr std::string_view separators = " \t\r\n,";
  std::string pairs;
  for (auto rest = symbols;;) {
    const auto begin = rest.find_first_not_of(separators);
    if (begin == std::string_view::npos) return pairs;
    rest.remove_prefix(begin);
    const auto end = std::min(rest.find_first_of(separators), rest.size());
    if (!pairs.empty()) pairs += ',';
    pairs += pair_of(rest.substr(0, end));
    rest.remove_prefix(end);
  }
}

/// `request` with its pairs under our name; as in the widget, `symbols` wins over `pairs`.
Request with_pairs(const Request& request, std::string_view symbols) {
  auto translated = request;
  std::erase_if(translated.query, [](const auto& field) { return field.first == "pairs"; });
  translated.query.emplace_back("pairs", pairs_of(symbols));
  return translated;
}

std::string pairs_text(const std::vector<rates::CurrencyPair>& pairs) {
  std::string text;
  for (const auto& pair : pairs) {
    if (!text.empty()) text += ',';
    text += pair.text();
  }
  return text;
}

}  // namespace

std::string_view EmbedQuery::value(std::string_view name) const {
  const auto found = std::ranges::find(attributes, name, &Fields::value_type::first);
  return found == attributes.end() ? std::string_view() : found->second;
}

std::string EmbedQuery::text() const {
  std::string query;
  for (const auto& [name, value] : attributes) {
    if (!query.empty()) query += '&';
    query += name;
    if (!value.empty()) query += '=' + query_escaped(value);
  }
  return query;
}

Result<EmbedQuery> parse_embed_query(const Request& request, const Reader& reader) {
  const auto symbols = request.parameter("symbols");
  auto rates = parse_whole_query(symbols ? with_pairs(request, *symbols) : request, reader);
  if (!rates) {
    auto error = std::move(rates.error());
    constexpr std::string_view ours = "pairs:";
    if (symbols && error.detail.starts_with(ours)) {
      error.detail.replace(0, ours.size(), "symbols:");
    }
    return std::unexpected(std::move(error));
  }
  EmbedQuery query{.rates = *std::move(rates), .attributes = {}};
  if (!query.rates.options.all_pairs) {
    query.attributes.emplace_back("pairs", pairs_text(query.rates.pairs));
  }
  if (const auto basis = query.rates.options.basis) {
    query.attributes.emplace_back("basis", rates::to_string(*basis));
  }
  for (const auto& attribute : attributes) {
    const auto value = request.parameter(attribute.name);
    if (!value) continue;
    if (auto taken = take(attribute, *value, query.attributes); !taken) {
      return std::unexpected(std::move(taken.error()));
    }
  }
  return query;
}

std::string query_escaped(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/,:";
  std::string escaped;
  for (const char c : text) {
    if (plain.contains(c)) {
      escaped += c;
    } else {
      fmt::format_to(std::back_inserter(escaped), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return escaped;
}

}  // namespace tickerd::http
