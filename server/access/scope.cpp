#include "access/scope.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tickerd::access {
namespace {

constexpr std::string_view read_prefix = "read:";
constexpr std::string_view push_prefix = "push:";

template <class Item>
void insert(std::vector<Item>& sorted, Item item) {
  const auto at = std::ranges::lower_bound(sorted, item);
  if (at == sorted.end() || *at != item) sorted.insert(at, std::move(item));
}

}  // namespace

bool Scopes::may_read(const rates::CurrencyPair& pair) const {
  return reads_all || std::ranges::binary_search(reads, pair);
}

rates::Result<void> add_scope(Scopes& scopes, std::string_view word) {
  if (word.starts_with(push_prefix) && word.size() > push_prefix.size()) {
    insert(scopes.pushes, std::string(word.substr(push_prefix.size())));
    return {};
  }
  if (word.starts_with(read_prefix)) {
    const auto what = word.substr(read_prefix.size());
    if (what == "*") {
      scopes.reads_all = true;
      return {};
    }
    if (const auto pair = rates::CurrencyPair::parse(what)) {
      insert(scopes.reads, *pair);
      return {};
    }
  }
  return rates::fail(rates::Errc::bad_argument,
                     fmt::format(R"(expected "read:*", "read:KGS/USD" or "push:FEED", got {})",
                                 rates::in_quotes(word)));
}

}  // namespace tickerd::access
