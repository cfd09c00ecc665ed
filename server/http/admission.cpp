#include "http/admission.hpp"

#include <utility>

#include "net/address_range.hpp"

namespace tickerd::http {
namespace {

/// What a client is counted under. No IPv6 network that is in use looks like an IPv4 address.
std::uint64_t key_of(const boost::asio::ip::address& client) {
  const auto address = net::unmapped(client);
  if (address.is_v4()) return address.to_v4().to_uint();
  std::uint64_t network = 0;
  const auto bytes = address.to_v6().to_bytes();
  for (std::size_t at = 0; at < 8; ++at) network = network << 8U | bytes[at];
  return network;
}

}  // namespace

Response refusal_answer(Refusal refusal) {
  const auto say = [](int status, std::string_view code, std::string_view detail, auto seconds) {
    auto response = problem(status, code, detail);
    response.set("Retry-After", seconds);
    return response;
  };
  switch (refusal) {
    case Refusal::address:
      return say(429, "too_many_from_address",
                 "your address has as many connections open as it may", "10");
    case Refusal::pace:
      return say(503, "too_many_arrivals", "too many connect at once, come back later", "5");
    case Refusal::full:
      break;
  }
  return say(503, "too_many_connections", "all places are taken, come back later", "10");
}

AddressPlace& AddressPlace::operator=(AddressPlace&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  admission_ = std::exchange(other.admission_, nullptr);
  entry_ = other.entry_;
  return *this;
}

void AddressPlace::give_back() noexcept {
  if (auto* const admission = std::exchange(admission_, nullptr)) admission->give_back(entry_);
}

std::expected<AddressPlace, Refusal> Admission::enter(const boost::asio::ip::address& client,
                                                      const Limits& limits,
                                                      std::chrono::steady_clock::time_point now) {
  const bool unlimited = limits.connections_per_ip == 0 && limits.accept_rate == 0;
  if (unlimited || net::contains(limits.exempt, client)) return AddressPlace();
  // The address first: one that has enough takes nothing of what there is for others.
  const bool is_proxy = net::contains(limits.proxies.trusted, client);
  auto place = take_place(client, is_proxy ? 0 : limits.connections_per_ip);
  if (place && !keeps_pace(limits.accept_rate, now)) return std::unexpected(Refusal::pace);
  return place;
}

std::expected<AddressPlace, Refusal> Admission::place_of(const boost::asio::ip::address& client,
                                                         const Limits& limits) {
  if (net::contains(limits.exempt, client)) return AddressPlace();
  return take_place(client, limits.connections_per_ip);
}

std::expected<AddressPlace, Refusal> Admission::take_place(const boost::asio::ip::address& client,
                                                           std::size_t most) {
  if (most == 0) return AddressPlace();
  const std::scoped_lock lock(mutex_);
  const auto entry = by_address_.try_emplace(key_of(client), 0).first;
  if (entry->second >= most) return std::unexpected(Refusal::address);
  ++entry->second;
  return AddressPlace(*this, entry);
}

bool Admission::keeps_pace(int rate, std::chrono::steady_clock::time_point now) {
  if (rate == 0) return true;
  const std::scoped_lock lock(mutex_);
  // What comes within a second may come at once.
  if (std::exchange(pace_rate_, rate) != rate) pace_.emplace(rate, rate, now);
  return pace_->take(now) == TokenBucket::Verdict::granted;
}

void Admission::give_back(AddressPlace::Entry entry) noexcept {
  const std::scoped_lock lock(mutex_);
  if (--entry->second == 0) by_address_.erase(entry);
}

}  // namespace tickerd::http
