#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/decode.hpp"
#include "feeds/frame_json.hpp"
#include "feeds/preset.hpp"
#include "rates/currency.hpp"
#include "rates/decimal.hpp"
#include "rates/origin.hpp"
#include "rates/time.hpp"

namespace tickerd::feeds {

/// A quote as a frame has it.
struct Tick {
  std::size_t pair = 0;  ///< into the pairs that were subscribed to
  rates::Decimal value;
  rates::AsOf as_of;
  std::uint32_t row = 0;  ///< its number among the values of the frame
};

/// What one frame said.
struct Frame {
  /// Finding out where a row stands takes the longer the later it comes, and a frame may have as
  /// many bad ones as it has values.
  static constexpr std::size_t most_problems = 20;
  enum class Kind { quotes, accepted, refused, other };
  Kind kind = Kind::other;
  std::vector<Tick> ticks;           ///< in the order of the frame
  std::vector<RowProblem> problems;  ///< the first rows that could not be read
  std::size_t more_problems = 0;     ///< how many rows beyond most_problems could not be read
  std::size_t unasked = 0;           ///< rows of pairs that were not subscribed to
  std::vector<std::size_t> pairs;    ///< of a reply: which pairs it is about; empty: all
  std::string message;               ///< of a refusal
};

/// Turns the frames of a stream into quotes, by the rules that decode() has for tables, but without
/// copying a frame's texts. Where a table must not say two values of a pair and date, a frame may:
/// a stream says what is so one after the other. Pure; keeps its memory from frame to frame.
class FrameDecoder {
 public:
  /// `preset` has a stream and outlives this.
  FrameDecoder(const Preset& preset, const std::vector<rates::CurrencyPair>& pairs);

  /// What `text` says; valid until the next call, and `text` as long. Fails with bad_document or
  /// too_large when it is no JSON, or holds quotes by its kind and has no rows or no date.
  rates::Result<const Frame*> decode(std::string_view text, rates::Timestamp now);

  /// Where the tick of the last decoded frame stood and how it was written; without a document.
  rates::Origin origin_of(const Tick& tick) const;

 private:
  using Tokens = std::vector<std::string>;
  /// A Condition, ready to be looked up.
  struct Test {
    Tokens at;
    std::vector<std::string> is;
  };
  struct Reply {
    Test when;
    std::optional<std::vector<Tokens>> symbols;
    std::vector<Tokens> message;
  };
  static std::vector<Tokens> steps_of(std::string_view selector);
  static Test test_of(const Condition& condition);
  static std::optional<Reply> reply_of(const std::optional<StreamReply>& reply);

  std::optional<std::string_view> text_at(std::uint32_t from, const Tokens& tokens) const;
  bool holds(std::uint32_t from, const Test& test) const;
  std::optional<std::size_t> pair_of(std::string_view symbol);
  template <class Take>
  void each(std::uint32_t from, const std::vector<Tokens>& steps, std::size_t step, Take& take);

  rates::Result<void> read_quotes(rates::Timestamp now);
  void read_row(std::uint32_t row, rates::Timestamp now);
  rates::Result<std::optional<rates::Decimal>> value_of(std::uint32_t row) const;
  rates::Result<rates::AsOf> date_at(std::uint32_t from, rates::Timestamp now);
  bool says_no_value(std::string_view text) const;
  void read_reply(Frame::Kind kind, const Reply& reply);
  std::string where(std::uint32_t row) const;

  const Mapping& mapping_;
  std::vector<rates::CurrencyPair> pairs_;
  std::map<std::string, std::size_t, std::less<>> symbols_;  ///< in upper case
  std::vector<Tokens> rows_;
  Tokens pair_;
  Tokens rate_, buy_, sell_;
  Tokens date_;
  std::vector<Test> where_;
  std::optional<Test> frames_;
  std::optional<Reply> accepted_, refused_;

  FrameJson json_;
  Frame frame_;
  std::optional<rates::AsOf> frame_date_;
  std::optional<std::string> date_text_;
  std::string symbol_;
};

}  // namespace tickerd::feeds
