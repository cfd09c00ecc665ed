#include "http/session_context.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tickerd::http {

bool is_known(const SessionContext& context, const rates::CurrencyPair& pair) {
  const auto& configured = context.site->pairs;
  return std::ranges::find(configured, pair, &rates::PairRule::pair) != configured.end() ||
         context.hub.board().find(pair) != nullptr;
}

void leave_out_unknown(RatesQuery& query, const SessionContext& context) {
  std::erase_if(query.options.pairs, [&](const rates::CurrencyPair& pair) {
    const bool unknown = !is_known(context, pair);
    if (unknown) query.failed.push_back({pair.text(), "unknown_pair"});
    return unknown;
  });
}

std::string_view code_of(std::span<const stream::wire::FailedPair> failed) {
  const auto is_forbidden = [](const auto& pair) { return pair.code == forbidden_pair; };
  return std::ranges::all_of(failed, is_forbidden) ? forbidden_pair : "unknown_pair";
}

std::string describe(std::span<const stream::wire::FailedPair> failed) {
  std::string text;
  for (const auto& [pair, code] : failed) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", pair, code);
  }
  return text;
}

}  // namespace tickerd::http
