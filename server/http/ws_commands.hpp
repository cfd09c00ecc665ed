#pragma once

#include <span>
#include <string>
#include <vector>

#include "http/session_context.hpp"
#include "stream/subscription.hpp"
#include "stream/wire.hpp"

/// What a subscriber's commands come to. Pure, but for the board and the configuration they look
/// at.
namespace tickerd::http {

/// What a command changes, and the answer to it.
struct SubscriptionChange {
  stream::Options options;                       ///< what to subscribe to from now on
  std::vector<std::string> ok;                   ///< taken
  std::vector<stream::wire::FailedPair> failed;  ///< not taken, and why
  std::vector<rates::CurrencyPair> to_track;     ///< to be tracked before it is decided
};

/// The pairs that `options` stand for.
std::vector<rates::CurrencyPair> pairs_of(const stream::Options& options, const Reader& reader);

SubscriptionChange plan_subscribe(const stream::wire::Subscribe& command,
                                  const stream::Options& current, const SessionContext& context,
                                  const Reader& reader);
/// Takes in what became of `to_track`.
void take_tracked(SubscriptionChange& change, std::span<const TrackedPair> tracked,
                  const Limits& limits);
/// Takes out what the reader may not read.
void leave_out_forbidden(SubscriptionChange& change, const Reader& reader);
SubscriptionChange plan_unsubscribe(const stream::wire::Unsubscribe& command,
                                    const stream::Options& current, const Reader& reader);

}  // namespace tickerd::http
