#pragma once

#include <string>
#include <vector>

#include "http/service.hpp"

namespace tickerd::http {

/// What a leg of an explanation comes to: the quote's value, or one divided by it.
rates::Decimal leg_value(const rates::ExplainedLeg& leg);
/// The pair of a leg in the direction it is gone.
rates::CurrencyPair leg_pair(const rates::ExplainedLeg& leg);

/// The address a document came from as the public may see it: empty for an operator's own, because
/// its path may hold a secret and its host is a map of the operator's network.
std::string public_url(const rates::Document& document, const std::string& feed, const Site& site);

/// Sentences that lead from the bytes of the sources to the number that is published, and to its
/// change. Pure.
std::vector<std::string> explain_steps(const rates::Explanation& explanation, const Site& site);

}  // namespace tickerd::http
