#include "feeds/frame_decoder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "feeds/judge_value.hpp"
#include "feeds/stream_request.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Decimal;
using rates::Errc;
using rates::fail;
using rates::Result;
using Kind = JsonValue::Kind;

/// The texts that a symbol may be written as are few; a longer one is no symbol of ours.
constexpr std::size_t longest_symbol = 64;
/// What a number of an origin may be longer for is zeros.
constexpr std::size_t longest_number = 80;

std::vector<std::string> tokens_of(const std::optional<Selector>& selector) {
  return selector ? pointer_tokens(*selector) : std::vector<std::string>();
}

}  // namespace

FrameDecoder::FrameDecoder(const Preset& preset, const std::vector<rates::CurrencyPair>& pairs)
    : mapping_(preset.mapping),
      pairs_(pairs),
      rows_(steps_of(mapping_.rows)),
      pair_(tokens_of(mapping_.pair)),
      rate_(tokens_of(mapping_.rate)),
      buy_(tokens_of(mapping_.buy)),
      sell_(tokens_of(mapping_.sell)),
      date_(pointer_tokens(mapping_.date.at)),
      accepted_(reply_of(preset.stream->accepted)),
      refused_(reply_of(preset.stream->refused)) {
  for (std::size_t at = 0; at < pairs_.size(); ++at) {
    symbols_.emplace(upper(symbol_of(*preset.stream, pairs_[at])), at);
  }
  for (const auto& condition : mapping_.where) where_.push_back(test_of(condition));
  if (preset.stream->frames) frames_ = test_of(*preset.stream->frames);
}

std::vector<FrameDecoder::Tokens> FrameDecoder::steps_of(std::string_view selector) {
  std::vector<Tokens> steps;
  for (;;) {
    const auto star = selector.find("/*");
    steps.push_back(pointer_tokens(selector.substr(0, star)));
    if (star == std::string_view::npos) return steps;
    selector.remove_prefix(star + 2);
  }
}

FrameDecoder::Test FrameDecoder::test_of(const Condition& condition) {
  return {pointer_tokens(condition.at), condition.is};
}

std::optional<FrameDecoder::Reply> FrameDecoder::reply_of(const std::optional<StreamReply>& reply) {
  if (!reply) return std::nullopt;
  Reply out;
  out.when = test_of(reply->when);
  if (reply->symbols) out.symbols = steps_of(*reply->symbols);
  for (const auto& selector : reply->message) out.message.push_back(pointer_tokens(selector));
  return out;
}

std::optional<std::string_view> FrameDecoder::text_at(std::uint32_t from,
                                                      const Tokens& tokens) const {
  const auto found = json_.find(from, tokens);
  if (found == FrameJson::npos) return std::nullopt;
  const auto& value = json_.value(found);
  if (value.kind == Kind::null) return std::nullopt;
  if (value.kind == Kind::array) return "an array";
  if (value.kind == Kind::object) return "an object";
  return value.text;
}

bool FrameDecoder::holds(std::uint32_t from, const Test& test) const {
  const auto text = text_at(from, test.at);
  if (!text) return false;
  return test.is.empty() || std::ranges::find(test.is, trim(*text)) != test.is.end();
}

/// Calls `take` with the number of each value that `steps` lead to from `from`.
template <class Take>
void FrameDecoder::each(std::uint32_t from, const std::vector<Tokens>& steps, std::size_t step,
                        Take& take) {
  const auto found = json_.find(from, steps[step]);
  if (found == FrameJson::npos) return;
  if (step + 1 == steps.size()) return take(found);
  const auto end = json_.value(found).end;
  for (auto child = json_.first_child(found); child < end; child = json_.value(child).end) {
    each(child, steps, step + 1, take);
  }
}

std::optional<std::size_t> FrameDecoder::pair_of(std::string_view symbol) {
  symbol = trim(symbol);
  if (symbol.size() > longest_symbol) return std::nullopt;
  symbol_.assign(symbol);
  std::ranges::transform(symbol_, symbol_.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  const auto found = symbols_.find(symbol_);
  if (found == symbols_.end()) return std::nullopt;
  return found->second;
}

Result<const Frame*> FrameDecoder::decode(std::string_view text, rates::Timestamp now) {
  frame_.kind = Frame::Kind::other;
  frame_.ticks.clear();
  frame_.problems.clear();
  frame_.more_problems = 0;
  frame_.unasked = 0;
  frame_.pairs.clear();
  frame_.message.clear();
  if (auto good = json_.read(text); !good) return std::unexpected(std::move(good.error()));
  if (refused_ && holds(0, refused_->when)) {
    read_reply(Frame::Kind::refused, *refused_);
  } else if (accepted_ && holds(0, accepted_->when)) {
    read_reply(Frame::Kind::accepted, *accepted_);
  } else if (!frames_ || holds(0, *frames_)) {
    frame_.kind = Frame::Kind::quotes;
    if (auto good = read_quotes(now); !good) return std::unexpected(std::move(good.error()));
  }
  return &frame_;
}

void FrameDecoder::read_reply(Frame::Kind kind, const Reply& reply) {
  std::size_t strangers = 0;
  const auto take = [&](std::uint32_t number) {
    if (const auto pair = pair_of(json_.value(number).text)) {
      frame_.pairs.push_back(*pair);
    } else {
      ++strangers;
    }
  };
  if (reply.symbols) each(0, *reply.symbols, 0, take);
  if (strangers > 0 && frame_.pairs.empty()) return;  // it is not about us
  frame_.kind = kind;
  for (const auto& at : reply.message) {
    const auto text = text_at(0, at);
    if (!text) continue;
    if (!frame_.message.empty()) frame_.message += ": ";
    frame_.message += bare_excerpt(*text);
  }
}

Result<void> FrameDecoder::read_quotes(rates::Timestamp now) {
  frame_date_.reset();
  if (!mapping_.date.of_row) {
    auto date = date_at(0, now);
    if (!date) return std::unexpected(std::move(date.error()));
    frame_date_ = *date;
  }
  std::size_t rows = 0;
  const auto take = [&](std::uint32_t row) {
    ++rows;
    read_row(row, now);
  };
  each(0, rows_, 0, take);
  if (rows > 0) return {};
  return fail(Errc::bad_document, fmt::format("expected rows at {}, got none", mapping_.rows));
}

void FrameDecoder::read_row(std::uint32_t row, rates::Timestamp now) {
  for (const auto& test : where_) {
    if (!holds(row, test)) return;
  }
  const auto problem = [&](std::string what) {
    if (frame_.problems.size() < Frame::most_problems) {
      frame_.problems.push_back({where(row), std::move(what)});
    } else {
      ++frame_.more_problems;
    }
  };
  const auto symbol = text_at(row, pair_);
  if (!symbol) return problem("pair: expected one, got none");
  const auto pair = pair_of(*symbol);
  if (!pair) {
    ++frame_.unasked;
    return;
  }
  auto value = value_of(row);
  if (!value) return problem(std::move(value.error().detail));
  if (!*value) return;
  auto as_of = frame_date_;
  if (!as_of) {
    auto date = date_at(row, now);
    if (!date) return problem(std::move(date.error().detail));
    as_of = *date;
  }
  frame_.ticks.push_back({*pair, **std::move(value), *as_of, row});
}

bool FrameDecoder::says_no_value(std::string_view text) const {
  return std::ranges::find(mapping_.no_value, trim(text)) != mapping_.no_value.end();
}

/// None: left out silently.
Result<std::optional<Decimal>> FrameDecoder::value_of(std::uint32_t row) const {
  const auto read = [&](std::string_view name, const Tokens& at) -> Result<std::optional<Decimal>> {
    const auto text = text_at(row, at);
    if (says_no_value(text.value_or(""))) return std::nullopt;
    if (!text) {
      return fail(Errc::bad_value, fmt::format("{}: expected a number above zero, got none", name));
    }
    auto number = positive(name, *text, mapping_.decimal_marks);
    if (!number) return std::unexpected(std::move(number.error()));
    return *number;
  };
  if (!mapping_.buy) return read("rate", rate_);
  auto buy = read("buy", buy_);
  if (!buy || !*buy) return buy;
  auto sell = read("sell", sell_);
  if (!sell || !*sell) return sell;
  if (**sell < **buy) {
    return fail(Errc::bad_value, fmt::format("sell: expected at least buy {}, got {}",
                                             (*buy)->exact(), (*sell)->exact()));
  }
  return (**buy + **sell) / Decimal(2);
}

Result<rates::AsOf> FrameDecoder::date_at(std::uint32_t from, rates::Timestamp now) {
  const auto text = text_at(from, date_);
  if (!text) {
    date_text_.reset();
  } else if (date_text_) {
    date_text_->assign(*text);
  } else {
    date_text_.emplace(*text);
  }
  return checked_date(mapping_.date, date_text_, now);
}

std::string FrameDecoder::where(std::uint32_t row) const {
  auto place = json_.path(row);
  if (place.empty()) place = "/";
  const auto symbol = text_at(row, pair_);
  return symbol ? fmt::format("{} ({})", place, bare_excerpt(*symbol, 20)) : place;
}

rates::Origin FrameDecoder::origin_of(const Tick& tick) const {
  const auto written = [&](const Tokens& at) {
    return bare_excerpt(text_at(tick.row, at).value_or(""), longest_number);
  };
  rates::Origin origin;
  origin.row = where(tick.row);
  if (mapping_.buy) {
    origin.buy = written(buy_);
    origin.sell = written(sell_);
  } else {
    origin.rate = written(rate_);
  }
  origin.multiplier = "1";
  return origin;
}

}  // namespace tickerd::feeds
