#include "stream/query.hpp"

#include <fmt/format.h>

#include "rates/rate.hpp"

namespace tickerd::stream {
namespace {

using rates::Errc;
using rates::fail;
using rates::Result;

constexpr std::size_t longest_shown = 64;

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> items;
  for (;;) {
    const auto comma = list.find(',');
    items.push_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return items;
    list.remove_prefix(comma + 1);
  }
}

Result<void> take_pairs(std::string_view list, StreamQuery& query) {
  for (const auto item : split(list)) {
    if (item == "*") {
      query.options.all_pairs = true;
    } else if (const auto pair = rates::CurrencyPair::parse(item)) {
      query.options.pairs.push_back(*pair);
    } else if (item.empty()) {
      return fail(Errc::bad_argument, "pairs: expected pairs such as KGS/USD, or *, got nothing");
    } else {
      query.failed.push_back({std::string(item.substr(0, longest_shown)), "bad_pair"});
    }
  }
  return {};
}

Result<void> take_basis(std::string_view text, Options& options) {
  const auto kind = parse_basis(text);
  if (!kind) return std::unexpected(kind.error());
  options.basis = *kind;
  return {};
}

Result<void> take_numbers(std::string_view text, Options& options) {
  if (text == "json") {
    options.numbers = Numbers::json;
  } else if (text == "text") {
    options.numbers = Numbers::text;
  } else {
    return fail(Errc::bad_argument, fmt::format("numbers: expected json or text, got \"{}\"",
                                                text.substr(0, longest_shown)));
  }
  return {};
}

Result<void> take_field(std::string_view name, std::string_view value, StreamQuery& query) {
  if (name == "pairs") return take_pairs(value, query);
  if (name == "basis") return take_basis(value, query.options);
  if (name == "numbers") return take_numbers(value, query.options);
  if (name == "since") query.since = parse_since(value);
  return {};
}

}  // namespace

Result<rates::BasisKind> parse_basis(std::string_view text) {
  auto kind = rates::parse_basis_kind(text);
  if (!kind) return fail(Errc::bad_argument, "basis: " + kind.error().detail);
  return kind;
}

Result<StreamQuery> parse_query(std::span<const std::pair<std::string, std::string>> fields,
                                Transport transport, std::size_t max_pairs) {
  StreamQuery query;
  query.options.transport = transport;
  bool named = false;
  for (const auto& [name, value] : fields) {
    named = named || name == "pairs";
    if (auto taken = take_field(name, value, query); !taken) {
      return std::unexpected(std::move(taken.error()));
    }
  }
  const std::size_t count = query.options.pairs.size() + query.failed.size();
  if (query.options.all_pairs && count > 0) {
    return fail(Errc::bad_argument, "pairs: * stands for all pairs, expected no others beside it");
  }
  if (count > max_pairs) {
    return fail(Errc::bad_argument,
                fmt::format("pairs: expected at most {}, got {}", max_pairs, count));
  }
  if (!named) query.options.all_pairs = true;
  query.options = normalised(std::move(query.options));
  return query;
}

}  // namespace tickerd::stream
