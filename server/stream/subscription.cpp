#include "stream/subscription.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "stream/group.hpp"
#include "stream/hub.hpp"

namespace tickerd::stream {
namespace {

constexpr std::size_t longest_epoch = 64;

bool is_epoch_letter(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
         c == '_' || c == '-';
}

}  // namespace

bool Entitlement::covers(const rates::CurrencyPair& pair) const {
  return all || std::ranges::binary_search(pairs, pair);
}

Options normalised(Options options) {
  if (options.all_pairs) {
    options.pairs.clear();
  } else {
    options.entitlement = {};
  }
  std::ranges::sort(options.pairs);
  const auto repeats = std::ranges::unique(options.pairs);
  options.pairs.erase(repeats.begin(), repeats.end());
  return options;
}

std::optional<rates::Position> parse_since(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto epoch = text.substr(0, colon);
  const auto number = text.substr(colon + 1);
  if (epoch.empty() || epoch.size() > longest_epoch) return std::nullopt;
  if (!std::ranges::all_of(epoch, is_epoch_letter)) return std::nullopt;
  rates::Position position{std::string(epoch), 0};
  const auto [read, problem] =
      std::from_chars(number.data(), number.data() + number.size(), position.seq);
  if (problem != std::errc() || read != number.data() + number.size()) return std::nullopt;
  return position;
}

std::string to_text(const rates::Position& position) {
  return position.epoch + ":" + std::to_string(position.seq);
}

Subscription::Subscription(Subscription&& other) noexcept { *this = std::move(other); }

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  if (group_ != nullptr) hub_->leave(*this);
  hub_ = std::exchange(other.hub_, nullptr);
  group_ = std::exchange(other.group_, nullptr);
  slot_ = other.slot_;
  if (group_ != nullptr) group_->slots[slot_].owner = this;
  return *this;
}

Subscription::~Subscription() {
  if (group_ != nullptr) hub_->leave(*this);
}

const Options& Subscription::options() const { return group_->options; }

void Subscription::drained() { hub_->catch_up(*this); }

void Subscription::beat(std::chrono::steady_clock::time_point now) { hub_->beat(*this, now); }

}  // namespace tickerd::stream
