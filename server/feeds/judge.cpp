#include "feeds/judge.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "feeds/date_pattern.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Currency;
using rates::CurrencyPair;
using rates::Decimal;
using rates::Errc;
using rates::fail;
using rates::Result;

constexpr auto furthest_future = std::chrono::days(7);

Result<rates::AsOf> checked_date(const DateMapping& mapping, const std::optional<std::string>& text,
                                 rates::Timestamp fetched_at) {
  if (!text)
    return fail(Errc::bad_document, fmt::format("date: expected one at {}, got none", mapping.at));
  auto as_of = read_date(mapping.patterns, *text);
  if (!as_of)
    return fail(as_of.error().code,
                fmt::format("date at {}: {}", mapping.at, as_of.error().detail));
  if (as_of->date() > std::chrono::floor<std::chrono::days>(fetched_at) + furthest_future) {
    return fail(
        Errc::bad_value,
        fmt::format("date at {}: date in the future: expected at most 7 days ahead of {}, got {}",
                    mapping.at, rates::to_string(fetched_at).substr(0, 10), as_of->text()));
  }
  return as_of;
}

/// A number that a rate or a multiplier can be.
Result<Decimal> positive(std::string_view name, const std::string& text, std::string_view marks) {
  static const Decimal smallest = *Decimal::parse("1e-15");
  static const Decimal largest = *Decimal::parse("1e15");
  const auto number = read_number(text, marks);
  if (!number || !number->is_positive()) {
    return fail(Errc::bad_value,
                fmt::format("{}: expected a number above zero, got {}", name, excerpt(text, 40)));
  }
  if (*number < smallest || *number > largest) {
    return fail(Errc::bad_value, fmt::format("{}: expected a number from 1e-15 to 1e15, got {}",
                                             name, excerpt(text, 40)));
  }
  return *number;
}

/// Reads the rows of one document.
class Judge {
 public:
  Judge(const Mapping& mapping, std::optional<rates::AsOf> date, rates::Timestamp fetched_at)
      : mapping_(mapping), date_(date), fetched_at_(fetched_at) {}

  void take(const RawRow& row) {
    for (std::size_t i = 0; i < mapping_.where.size(); ++i) {
      const auto& wanted = mapping_.where[i].is;
      const auto& got = row.conditions[i];
      if (!got || std::ranges::find(wanted, trim(*got)) == wanted.end()) return;
    }
    std::string where = row.where;
    if (auto quote = read(row, where); !quote) {
      table_.problems.push_back({where, quote.error().detail});
    } else if (*quote) {
      keep(**std::move(quote), where);
    }
  }

  Result<Table> finish(std::size_t rows);

 private:
  using Left = std::optional<rates::Quote>;  // none: left out silently

  Result<Left> read(const RawRow& row, std::string& where) const;
  Result<std::optional<CurrencyPair>> pair_of(const RawRow& row, std::string& where) const;
  Result<std::optional<Decimal>> rate_of(const RawRow& row) const;
  Result<Decimal> multiplier_of(const RawRow& row) const;
  bool says_no_value(const std::string& text) const {
    return std::ranges::find(mapping_.no_value, trim(text)) != mapping_.no_value.end();
  }
  void keep(rates::Quote quote, const std::string& where);
  void drop_old();
  void put_oldest_first();
  bool has(const std::string& code) const;

  const Mapping& mapping_;
  std::optional<rates::AsOf> date_;
  rates::Timestamp fetched_at_;
  Table table_;
  std::map<std::pair<CurrencyPair, rates::Timestamp>, Decimal> seen_;
};

Result<std::optional<CurrencyPair>> Judge::pair_of(const RawRow& row, std::string& where) const {
  const auto name = mapping_.pair ? "pair" : "code";
  const auto& text = mapping_.pair ? row.pair : row.code;
  if (!text) return fail(Errc::bad_value, fmt::format("{}: expected one, got none", name));
  auto code = upper(trim(*text));
  if (std::ranges::find(mapping_.skip_codes, code) != mapping_.skip_codes.end())
    return std::nullopt;
  where += fmt::format(" ({})", bare_excerpt(code, 20));
  if (mapping_.pair) {
    if (code.size() == 6 && code.find_first_of("/-") == std::string::npos) code.insert(3, 1, '/');
    auto pair = CurrencyPair::parse(code);
    if (!pair) return std::unexpected(pair.error());
    return *pair;
  }
  const auto currency = Currency::parse(code);
  if (!currency) {
    return fail(Errc::bad_value,
                fmt::format("code: expected a currency code, got {}", excerpt(*text, 40)));
  }
  if (*currency == mapping_.base) return std::nullopt;
  if (mapping_.direction == Direction::code_per_base)
    return CurrencyPair(*mapping_.base, *currency);
  return CurrencyPair(*currency, *mapping_.base);
}

Result<std::optional<Decimal>> Judge::rate_of(const RawRow& row) const {
  if (!mapping_.buy) {
    if (!row.rate) return fail(Errc::bad_value, "rate: expected a number above zero, got none");
    if (says_no_value(*row.rate)) return std::nullopt;
    auto rate = positive("rate", *row.rate, mapping_.decimal_marks);
    if (!rate) return std::unexpected(rate.error());
    return *rate;
  }
  if (!row.buy || !row.sell) {
    return fail(Errc::bad_value, fmt::format("{}: expected a number above zero, got none",
                                             row.buy ? "sell" : "buy"));
  }
  if (says_no_value(*row.buy) || says_no_value(*row.sell)) return std::nullopt;
  const auto buy = positive("buy", *row.buy, mapping_.decimal_marks);
  if (!buy) return std::unexpected(buy.error());
  const auto sell = positive("sell", *row.sell, mapping_.decimal_marks);
  if (!sell) return std::unexpected(sell.error());
  if (*sell < *buy) {
    return fail(Errc::bad_value,
                fmt::format("sell: expected at least buy {}, got {}", buy->exact(), sell->exact()));
  }
  return (*buy + *sell) / Decimal(2);
}

Result<Decimal> Judge::multiplier_of(const RawRow& row) const {
  const bool there = mapping_.multiplier && row.multiplier && !trim(*row.multiplier).empty();
  if (there) return positive("multiplier", *row.multiplier, mapping_.decimal_marks);
  if (mapping_.default_multiplier) return *mapping_.default_multiplier;
  if (!mapping_.multiplier) return Decimal(1);
  return fail(Errc::bad_value, "multiplier: expected a number above zero, got none");
}

Result<Judge::Left> Judge::read(const RawRow& row, std::string& where) const {
  const auto pair = pair_of(row, where);
  if (!pair) return std::unexpected(pair.error());
  if (!*pair) return std::nullopt;
  const auto rate = rate_of(row);
  if (!rate) return std::unexpected(rate.error());
  if (!*rate) return std::nullopt;
  const auto multiplier = multiplier_of(row);
  if (!multiplier) return std::unexpected(multiplier.error());
  auto as_of = date_;
  if (!as_of) {
    auto read = checked_date(mapping_.date, row.date, fetched_at_);
    if (!read) return std::unexpected(read.error());
    as_of = *read;
  }
  return rates::Quote{**pair, **rate / *multiplier, *as_of, fetched_at_};
}

void Judge::keep(rates::Quote quote, const std::string& where) {
  const auto [held, is_new] =
      seen_.try_emplace({quote.pair, quote.as_of.valid_until()}, quote.value);
  if (is_new) {
    table_.quotes.push_back(std::move(quote));
  } else if (held->second != quote.value) {
    table_.problems.push_back(
        {where, fmt::format("rate: expected {} once, got another one: {} beside {}",
                            quote.pair.text(), quote.value.exact(), held->second.exact())});
  }
}

void Judge::drop_old() {
  if (!mapping_.behind_newest || table_.quotes.empty()) return;
  const auto date = [](const rates::Quote& quote) { return quote.as_of.date(); };
  const auto newest = std::ranges::max(table_.quotes, {}, date).as_of.date();
  std::erase_if(table_.quotes, [&](const rates::Quote& quote) {
    return date(quote) < newest - *mapping_.behind_newest;
  });
}

/// A series is taken in the order of its dates; within one the document's order stays.
void Judge::put_oldest_first() {
  std::map<rates::Timestamp, std::vector<rates::Quote>> by_date;
  for (auto& quote : table_.quotes) by_date[quote.as_of.valid_until()].push_back(std::move(quote));
  table_.quotes.clear();
  for (auto& [date, quotes] : by_date) {
    table_.quotes.insert(table_.quotes.end(), std::make_move_iterator(quotes.begin()),
                         std::make_move_iterator(quotes.end()));
  }
}

bool Judge::has(const std::string& code) const {
  return std::ranges::any_of(table_.quotes, [&](const rates::Quote& quote) {
    return quote.pair.base().text() == code || quote.pair.quote().text() == code;
  });
}

Result<Table> Judge::finish(std::size_t rows) {
  drop_old();
  const auto first =
      table_.problems.empty()
          ? std::string()
          : fmt::format("; {}: {}", table_.problems.front().where, table_.problems.front().what);
  const auto count = table_.quotes.size();
  if (count < static_cast<std::size_t>(std::max(1, mapping_.minimum_rows))) {
    return fail(Errc::bad_document,
                fmt::format("expected at least {} readable rates, got {} in {} rows{}",
                            std::max(1, mapping_.minimum_rows), count, rows, first));
  }
  for (const auto& code : mapping_.required) {
    if (!has(code)) {
      return fail(Errc::bad_document,
                  fmt::format("expected a rate of {}, found none among {}{}", code, count, first));
    }
  }
  put_oldest_first();
  return std::move(table_);
}

}  // namespace

Result<Decimal> read_number(std::string_view text, std::string_view marks) {
  std::string number(trim(text));
  const auto mark = number.find_first_of(".,");
  if (mark != std::string::npos) {
    if (!marks.contains(number[mark])) {
      return fail(Errc::bad_value,
                  fmt::format("expected the decimal mark {}, got {}", marks, excerpt(text, 40)));
    }
    number[mark] = '.';
  }
  return Decimal::parse(number);
}

Result<Table> judge(const Mapping& mapping, const RawDocument& document,
                    rates::Timestamp fetched_at) {
  if (document.rows.empty()) {
    if (document.no_news) return Table{.quotes = {}, .problems = {}, .no_news = true};
    const auto wanted = mapping.format == Format::csv ? "lines" : mapping.rows;
    return fail(Errc::bad_document,
                fmt::format("expected at least {} rows at {}, found none in {}",
                            std::max(1, mapping.minimum_rows), wanted, document.looks_like));
  }
  std::optional<rates::AsOf> date;
  if (!mapping.date.of_row) {
    const auto read = checked_date(mapping.date, document.date, fetched_at);
    if (!read) return std::unexpected(read.error());
    date = *read;
  }
  Judge one(mapping, date, fetched_at);
  for (const auto& row : document.rows) one.take(row);
  return one.finish(document.rows.size());
}

}  // namespace tickerd::feeds
