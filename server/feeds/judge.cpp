#include "feeds/judge.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "feeds/judge_value.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Currency;
using rates::CurrencyPair;
using rates::Decimal;
using rates::Errc;
using rates::fail;
using rates::Result;
using DocumentPtr = std::shared_ptr<const rates::Document>;

/// A number of a document as its origin keeps it: what it may be long for is blanks and zeros.
std::string as_written(const std::optional<std::string>& text) {
  return text ? bare_excerpt(trim(*text), 80) : std::string();
}

bool holds(const std::vector<std::string>& texts, std::string_view text) {
  return std::ranges::find(texts, trim(text)) != texts.end();
}

/// The code of a row, or its pair with a '/' between: "USD", "USD/KZT".
std::string code_of(const Mapping& mapping, const RawRow& row) {
  auto code = upper(trim((mapping.pair ? row.pair : row.code).value_or("")));
  const bool is_joined =
      mapping.pair && code.size() == 6 && !code.contains('/') && !code.contains('-');
  return is_joined ? code.insert(3, 1, '/') : code;
}

bool is_with_itself(std::string_view pair) {
  const auto split = pair.find_first_of("/-");
  return split != std::string_view::npos && pair.substr(0, split) == pair.substr(split + 1);
}

/// Reads the rows of one document.
class Judge {
 public:
  Judge(const Mapping& mapping, std::optional<rates::AsOf> date, rates::Timestamp fetched_at,
        DocumentPtr bytes)
      : mapping_(mapping), date_(date), fetched_at_(fetched_at), bytes_(std::move(bytes)) {}

  void take(const RawRow& row) {
    const auto code = code_of(mapping_, row);
    const auto where =
        code.empty() ? row.where : fmt::format("{} ({})", row.where, bare_excerpt(code, 20));
    if (auto reason = why_left_out(row, code); !reason.empty()) {
      table_.left_out.push_back({where, std::move(reason)});
    } else if (auto quote = read(row, code, where); !quote) {
      table_.problems.push_back({where, quote.error().detail});
    } else {
      keep(*std::move(quote), where);
    }
  }

  Result<Table> finish(std::size_t rows);

 private:
  /// What the mapping asks to leave out without a problem; empty: the row is to be read.
  std::string why_left_out(const RawRow& row, const std::string& code) const;
  bool says_no_value(const std::optional<std::string>& text) const {
    return holds(mapping_.no_value, text.value_or(""));
  }
  Result<rates::Quote> read(const RawRow& row, const std::string& code,
                            const std::string& where) const;
  Result<CurrencyPair> pair_of(const RawRow& row, const std::string& code) const;
  Result<Decimal> rate_of(const RawRow& row) const;
  Result<Decimal> multiplier_of(const RawRow& row) const;
  bool has_multiplier(const RawRow& row) const {
    return mapping_.multiplier && row.multiplier && !trim(*row.multiplier).empty();
  }
  rates::OriginPtr origin_of(const RawRow& row, const std::string& where) const;
  void keep(rates::Quote quote, const std::string& where);
  void drop_old();
  void put_oldest_first();
  bool has(const std::string& code) const;

  const Mapping& mapping_;
  std::optional<rates::AsOf> date_;
  rates::Timestamp fetched_at_;
  DocumentPtr bytes_;
  Table table_;
  std::map<std::pair<CurrencyPair, rates::Timestamp>, Decimal> seen_;
};

std::string Judge::why_left_out(const RawRow& row, const std::string& code) const {
  for (std::size_t i = 0; i < mapping_.where.size(); ++i) {
    const auto& got = row.conditions[i];
    if (got && holds(mapping_.where[i].is, *got)) continue;
    return fmt::format("where: {} is {}", mapping_.where[i].at,
                       got ? excerpt(*got, 40) : "not there");
  }
  if (code.empty()) return {};
  if (holds(mapping_.skip_codes, code)) return "skip_codes has it";
  if (mapping_.base ? code == mapping_.base->text() : is_with_itself(code))
    return "it is the base itself";
  const auto no_value = [](std::string_view name, const std::optional<std::string>& text) {
    return fmt::format("no value: {} is {}", name, text ? excerpt(*text, 40) : "not there");
  };
  if (!mapping_.buy) return says_no_value(row.rate) ? no_value("rate", row.rate) : std::string();
  if (says_no_value(row.buy)) return no_value("buy", row.buy);
  return says_no_value(row.sell) ? no_value("sell", row.sell) : std::string();
}

Result<CurrencyPair> Judge::pair_of(const RawRow& row, const std::string& code) const {
  const auto& text = mapping_.pair ? row.pair : row.code;
  if (!text) {
    return fail(Errc::bad_value,
                fmt::format("{}: expected one, got none", mapping_.pair ? "pair" : "code"));
  }
  if (mapping_.pair) return CurrencyPair::parse(code);
  const auto currency = Currency::parse(code);
  if (!currency) {
    return fail(Errc::bad_value,
                fmt::format("code: expected a currency code, got {}", excerpt(*text, 40)));
  }
  if (mapping_.direction == Direction::code_per_base)
    return CurrencyPair(*mapping_.base, *currency);
  return CurrencyPair(*currency, *mapping_.base);
}

Result<Decimal> Judge::rate_of(const RawRow& row) const {
  const auto number = [&](std::string_view name, const std::optional<std::string>& text) {
    if (text) return positive(name, *text, mapping_.decimal_marks);
    return Result<Decimal>(
        fail(Errc::bad_value, fmt::format("{}: expected a number above zero, got none", name)));
  };
  if (!mapping_.buy) return number("rate", row.rate);
  const auto buy = number("buy", row.buy);
  if (!buy) return buy;
  const auto sell = number("sell", row.sell);
  if (!sell) return sell;
  if (*sell < *buy) {
    return fail(Errc::bad_value,
                fmt::format("sell: expected at least buy {}, got {}", buy->exact(), sell->exact()));
  }
  return (*buy + *sell) / Decimal(2);
}

Result<Decimal> Judge::multiplier_of(const RawRow& row) const {
  if (has_multiplier(row)) return positive("multiplier", *row.multiplier, mapping_.decimal_marks);
  if (mapping_.default_multiplier) return *mapping_.default_multiplier;
  if (!mapping_.multiplier) return Decimal(1);
  return fail(Errc::bad_value, "multiplier: expected a number above zero, got none");
}

rates::OriginPtr Judge::origin_of(const RawRow& row, const std::string& where) const {
  auto origin = std::make_shared<rates::Origin>();
  origin->document = bytes_;
  origin->row = where;
  if (mapping_.buy) {
    origin->buy = as_written(row.buy);
    origin->sell = as_written(row.sell);
  } else {
    origin->rate = as_written(row.rate);
  }
  origin->multiplier = mapping_.default_multiplier ? mapping_.default_multiplier->exact() : "1";
  if (has_multiplier(row)) origin->multiplier = as_written(row.multiplier);
  return origin;
}

Result<rates::Quote> Judge::read(const RawRow& row, const std::string& code,
                                 const std::string& where) const {
  const auto pair = pair_of(row, code);
  if (!pair) return std::unexpected(pair.error());
  const auto rate = rate_of(row);
  if (!rate) return std::unexpected(rate.error());
  const auto multiplier = multiplier_of(row);
  if (!multiplier) return std::unexpected(multiplier.error());
  auto as_of = date_;
  if (!as_of) {
    auto read = checked_date(mapping_.date, row.date, fetched_at_);
    if (!read) return std::unexpected(read.error());
    as_of = *read;
  }
  return rates::Quote{*pair, *rate / *multiplier, *as_of, fetched_at_, origin_of(row, where)};
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
    if (date(quote) >= newest - *mapping_.behind_newest) return false;
    table_.left_out.push_back(
        {quote.origin->row, fmt::format("behind_newest_days: dated {}, the newest is {}",
                                        quote.as_of.text(), rates::to_string(newest))});
    return true;
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

/// The base that a document states must be the one that the mapping reads it by.
Result<void> check_base(const Mapping& mapping, const std::optional<std::string>& said) {
  if (!mapping.base_at || (said && upper(trim(*said)) == mapping.base->text())) return {};
  return fail(Errc::bad_document,
              fmt::format("base at {}: expected {}, got {}", *mapping.base_at, mapping.base->text(),
                          said ? excerpt(*said, 40) : "none"));
}

}  // namespace

Result<Table> judge(const Mapping& mapping, const RawDocument& document,
                    rates::Timestamp fetched_at, const DocumentPtr& bytes) {
  if (document.rows.empty()) {
    if (document.no_news) return Table{.no_news = true};
    const auto wanted = mapping.format == Format::csv ? "lines" : mapping.rows;
    return fail(Errc::bad_document,
                fmt::format("expected at least {} rows at {}, found none in {}",
                            std::max(1, mapping.minimum_rows), wanted, document.looks_like));
  }
  if (auto base = check_base(mapping, document.base); !base) return std::unexpected(base.error());
  std::optional<rates::AsOf> date;
  if (!mapping.date.of_row) {
    const auto read = checked_date(mapping.date, document.date, fetched_at);
    if (!read) return std::unexpected(read.error());
    date = *read;
  }
  Judge one(mapping, date, fetched_at, bytes);
  for (const auto& row : document.rows) one.take(row);
  return one.finish(document.rows.size());
}

}  // namespace tickerd::feeds
