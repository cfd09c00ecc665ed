#include "http/query.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "stream/query.hpp"

namespace tickerd::http {
namespace {

using rates::Errc;
using rates::fail;
using rates::Result;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The pairs of a list in its order, without repeats; what is none is left out.
std::vector<rates::CurrencyPair> in_order(std::string_view list) {
  std::vector<rates::CurrencyPair> pairs;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const auto pair = rates::CurrencyPair::parse(trimmed(list.substr(0, comma)));
    list.remove_prefix(std::min(comma + 1, list.size()));
    if (pair && std::ranges::find(pairs, *pair) == pairs.end()) pairs.push_back(*pair);
  }
  return pairs;
}

void leave_out_forbidden(RatesQuery& query, const Reader& reader) {
  std::erase_if(query.options.pairs, [&](const rates::CurrencyPair& pair) {
    const bool forbidden = !reader.may_read(pair);
    if (forbidden) query.failed.push_back({pair.text(), std::string(forbidden_pair)});
    return forbidden;
  });
  std::erase_if(query.pairs, [&](const auto& pair) { return !reader.may_read(pair); });
}

}  // namespace

Result<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
      const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
      if (high < 0 || low < 0) {
        return fail(Errc::bad_argument,
                    fmt::format("position {}: expected two hex digits behind '%'", at));
      }
      c = static_cast<char>(high * 16 + low);
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
        return fail(Errc::bad_argument, fmt::format("position {}: a control character", at));
      }
      at += 2;
    }
    decoded += c;
  }
  return decoded;
}

std::optional<int> whole_number(std::string_view text) noexcept {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<Fields> parse_query(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    std::string item(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (item.empty()) continue;
    std::ranges::replace(item, '+', ' ');
    const auto equals = std::min(item.find('='), item.size());
    auto name = percent_decoded(std::string_view(item).substr(0, equals));
    auto value = percent_decoded(std::string_view(item).substr(std::min(equals + 1, item.size())));
    if (!name) return std::unexpected(std::move(name.error()));
    if (!value) return std::unexpected(std::move(value.error()));
    fields.emplace_back(*std::move(name), *std::move(value));
  }
  return fields;
}

Result<RatesQuery> parse_rates_query(const Request& request, const Reader& reader,
                                     stream::Transport transport) {
  auto parsed =
      stream::parse_query(request.query, transport, reader.site().limits.pairs_per_subscription);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  RatesQuery query;
  query.options = std::move(parsed->options);
  query.since = std::move(parsed->since);
  query.failed = std::move(parsed->failed);
  if (query.options.all_pairs) {
    query.options.entitlement = reader.entitlement();
    for (const auto* rule : reader.pairs()) query.pairs.push_back(rule->pair);
  } else {
    query.pairs = in_order(request.parameter("pairs").value_or(""));
    leave_out_forbidden(query, reader);
  }
  const auto last_event = request.header("last-event-id");
  if (last_event && !last_event->empty()) query.since = stream::parse_since(*last_event);
  return query;
}

Result<RatesQuery> parse_whole_query(const Request& request, const Reader& reader) {
  auto query = parse_rates_query(request, reader, stream::Transport::sse);
  if (!query || query->failed.empty()) return query;
  const auto& [pair, code] = query->failed.front();
  if (code == forbidden_pair) {
    return fail(Errc::refused, fmt::format("pairs: {} is not public", pair));
  }
  return fail(Errc::bad_argument,
              fmt::format(R"(pairs: expected pairs like "KGS/USD", got "{}")", pair));
}

}  // namespace tickerd::http
