#include "store/rate_rows.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace tickerd::store {

using rates::AsOf;
using rates::Close;
using rates::CurrencyPair;
using rates::Decimal;
using rates::Errc;
using rates::Precision;
using rates::Rate;
using rates::Result;
using rates::SequencedRate;

namespace {

constexpr std::array<std::string_view, 8> statement_texts{
    R"(INSERT OR REPLACE INTO rates(pair, value, precision_kind, precision_digits, basis_kind,
         basis_value, basis_as_of, as_of, fetched_at, source, status, seq, quarantined, other_bases)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14))",
    R"(INSERT OR REPLACE INTO closes(feed, base, quote, value_date, value, as_of, fetched_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))",
    R"(INSERT INTO meta(only, epoch, seq, created_at) VALUES (1, ?1, ?2, ?3))",
    R"(UPDATE meta SET seq = ?1)",
    R"(SELECT epoch, seq FROM meta)",
    R"(SELECT pair, value, precision_kind, precision_digits, basis_kind, basis_value, basis_as_of,
         as_of, fetched_at, source, status, seq, quarantined, other_bases
       FROM rates ORDER BY pair)",
    R"(SELECT feed, base, quote, value, as_of, fetched_at, value_date
       FROM (SELECT *, row_number() OVER (PARTITION BY feed, base, quote
                                          ORDER BY value_date DESC) AS age FROM closes)
       WHERE age <= 40 ORDER BY value_date, feed, base, quote)",
    R"(DELETE FROM closes
       WHERE feed = ?1 AND base = ?2 AND quote = ?3 AND value_date <=
         (SELECT value_date FROM closes WHERE feed = ?1 AND base = ?2 AND quote = ?3
          ORDER BY value_date DESC LIMIT 1 OFFSET 40))",
};

std::string_view word(Precision::Kind kind) {
  return kind == Precision::Kind::significant ? "significant" : "decimals";
}

/// Collects the first thing wrong with a row, so that its fields can be read one after the other.
class RowReader {
 public:
  explicit RowReader(const Statement& row) : row_(row) {}

  template <class T>
  T take(int column, Result<T> (*parse)(std::string_view), T otherwise) {
    auto value = parse(row_.text(column));
    if (value) return *std::move(value);
    if (problem_.empty()) problem_ = value.error().detail;
    return otherwise;
  }
  std::string text(int column) const { return std::string(row_.text(column)); }
  const std::string& problem() const { return problem_; }

 private:
  const Statement& row_;
  std::string problem_;
};

Result<Precision::Kind> parse_precision_kind(std::string_view text) {
  if (text == word(Precision::Kind::significant)) return Precision::Kind::significant;
  if (text == word(Precision::Kind::decimals)) return Precision::Kind::decimals;
  return rates::fail(Errc::bad_value, fmt::format("precision_kind: got \"{}\"", text));
}

/// "2026-04-01 2026-04-02"; empty when there is none.
std::string dates_text(const std::vector<rates::Date>& dates) {
  std::string text;
  for (const auto date : dates) {
    text += fmt::format("{}{}", text.empty() ? "" : " ", rates::to_string(date));
  }
  return text;
}

Result<std::vector<rates::Date>> parse_dates(std::string_view text) {
  std::vector<rates::Date> dates;
  for (const auto word : std::views::split(text, ' ')) {
    if (word.empty()) continue;
    const auto date = rates::parse_date(std::string_view(word.begin(), word.end()));
    if (!date) return std::unexpected(date.error());
    dates.push_back(*date);
  }
  return dates;
}

/// "open 0.107 2026-05-19;7d 0.1069 2026-05-12"; empty when there is none.
std::string bases_text(const std::vector<rates::Basis>& bases) {
  std::string text;
  for (const auto& basis : bases) {
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ";", rates::to_string(basis.kind),
                        basis.value.exact(), basis.as_of.text());
  }
  return text;
}

Result<rates::Basis> parse_basis(std::string_view text) {
  const auto first = text.find(' ');
  const auto last = text.rfind(' ');
  if (first == last) {
    return rates::fail(Errc::bad_value,
                       fmt::format("other_bases: expected kind, value and time, got \"{}\"", text));
  }
  const auto kind = rates::parse_basis_kind(text.substr(0, first));
  if (!kind) return std::unexpected(kind.error());
  const auto value = Decimal::parse(text.substr(first + 1, last - first - 1));
  if (!value) return std::unexpected(value.error());
  const auto as_of = AsOf::parse(text.substr(last + 1));
  if (!as_of) return std::unexpected(as_of.error());
  return rates::Basis{.kind = *kind, .value = *value, .as_of = *as_of};
}

Result<std::vector<rates::Basis>> parse_bases(std::string_view text) {
  std::vector<rates::Basis> bases;
  for (const auto one : std::views::split(text, ';')) {
    if (one.empty()) continue;
    auto basis = parse_basis(std::string_view(one.begin(), one.end()));
    if (!basis) return std::unexpected(basis.error());
    bases.push_back(*std::move(basis));
  }
  return bases;
}

CurrencyPair any_pair() { return {*rates::Currency::parse("XXX"), *rates::Currency::parse("XTS")}; }

SequencedRate read_rate(const Statement& row, RowReader& reader) {
  const rates::Timestamp never{};
  std::optional<rates::Basis> basis;
  if (!row.is_null(4)) {
    basis = rates::Basis{reader.take(4, rates::parse_basis_kind, rates::BasisKind::previous_close),
                         reader.take(5, Decimal::parse, Decimal()),
                         reader.take(6, AsOf::parse, AsOf(never))};
  }
  const Precision precision{reader.take(2, parse_precision_kind, Precision::Kind::significant),
                            static_cast<int>(row.number(3))};
  return {.rate = {.pair = reader.take(0, CurrencyPair::parse, any_pair()),
                   .value = reader.take(1, Decimal::parse, Decimal()),
                   .precision = precision,
                   .basis = basis,
                   .as_of = reader.take(7, AsOf::parse, AsOf(never)),
                   .fetched_at = reader.take(8, rates::parse_timestamp, never),
                   .source = reader.text(9),
                   .status = reader.take(10, rates::parse_status, rates::Status::live),
                   .quarantined = reader.take(12, parse_dates, {}),
                   .other_bases = reader.take(13, parse_bases, {})},
          .seq = static_cast<std::uint64_t>(row.number(11))};
}

std::unexpected<rates::Error> unreadable(const Database& database, std::string_view table,
                                         std::string_view problem) {
  return rates::fail(Errc::storage, fmt::format("{}: unreadable row in table {}: {}",
                                                database.file().string(), table, problem));
}

}  // namespace

Result<RateRows> RateRows::prepare(const Database& database) {
  std::vector<Statement> made;
  for (const auto text : statement_texts) {
    auto statement = database.prepare(text);
    if (!statement) return std::unexpected(statement.error());
    made.push_back(*std::move(statement));
  }
  return RateRows(database,
                  {std::move(made[0]), std::move(made[1]), std::move(made[2]), std::move(made[3]),
                   std::move(made[4]), std::move(made[5]), std::move(made[6]), std::move(made[7])});
}

Result<void> RateRows::write(const SequencedRate& sequenced) {
  const Rate& rate = sequenced.rate;
  Statement& row = statements_.write_rate;
  row.bind(1, rate.pair.text()).bind(2, rate.value.exact());
  row.bind(3, word(rate.precision.kind)).bind(4, std::int64_t{rate.precision.digits});
  if (rate.basis) {
    row.bind(5, rates::to_string(rate.basis->kind)).bind(6, rate.basis->value.exact());
    row.bind(7, rate.basis->as_of.text());
  } else {
    row.bind_null(5).bind_null(6).bind_null(7);
  }
  row.bind(8, rate.as_of.text()).bind(9, rates::to_string(rate.fetched_at)).bind(10, rate.source);
  row.bind(11, rates::to_string(rate.status)).bind(12, static_cast<std::int64_t>(sequenced.seq));
  row.bind(13, dates_text(rate.quarantined)).bind(14, bases_text(rate.other_bases));
  return row.run();
}

Result<void> RateRows::write(const Close& close) {
  const rates::Quote& quote = close.quote;
  Statement& row = statements_.write_close;
  row.bind(1, close.feed).bind(2, quote.pair.base().text()).bind(3, quote.pair.quote().text());
  row.bind(4, rates::to_string(quote.as_of.date())).bind(5, quote.value.exact());
  row.bind(6, quote.as_of.text()).bind(7, rates::to_string(quote.fetched_at));
  return row.run();
}

Result<void> RateRows::forget_before_newest(std::string_view feed, const CurrencyPair& pair) {
  Statement& row = statements_.trim_closes;
  row.bind(1, feed).bind(2, pair.base().text()).bind(3, pair.quote().text());
  return row.run();
}

Result<void> RateRows::write(const rates::Position& position, rates::Timestamp created_at) {
  Statement& row = statements_.write_position;
  row.bind(1, position.epoch).bind(2, static_cast<std::int64_t>(position.seq));
  return row.bind(3, rates::to_string(created_at)).run();
}

Result<void> RateRows::write_seq(std::uint64_t seq) {
  return statements_.write_seq.bind(1, static_cast<std::int64_t>(seq)).run();
}

Result<rates::Position> RateRows::read_position() {
  Statement& row = statements_.read_position;
  rates::Position position;
  for (;;) {
    const auto found = row.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) return position;
    position = {std::string(row.text(0)), static_cast<std::uint64_t>(row.number(1))};
  }
}

Result<std::vector<SequencedRate>> RateRows::read_rates() {
  Statement& row = statements_.read_rates;
  std::vector<SequencedRate> rates;
  std::string problem;
  for (;;) {
    const auto found = row.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) break;
    RowReader reader(row);
    rates.push_back(read_rate(row, reader));
    if (problem.empty() && !reader.problem().empty()) {
      problem = fmt::format("{}: {}", reader.text(0), reader.problem());
    }
  }
  if (!problem.empty()) return unreadable(*database_, "rates", problem);
  return rates;
}

Result<std::vector<Close>> RateRows::read_closes() {
  Statement& row = statements_.read_closes;
  std::vector<Close> closes;
  std::string problem;
  for (;;) {
    const auto found = row.step();
    if (!found) return std::unexpected(found.error());
    if (!*found) break;
    RowReader reader(row);
    const auto pair = CurrencyPair::parse(fmt::format("{}/{}", row.text(1), row.text(2)));
    const rates::Timestamp never{};
    const auto as_of = reader.take(4, AsOf::parse, AsOf(never));
    const auto day = reader.take(6, rates::parse_date, as_of.date());
    closes.push_back({.feed = reader.text(0),
                      .quote = {.pair = pair.value_or(any_pair()),
                                .value = reader.take(3, Decimal::parse, Decimal()),
                                .as_of = as_of.counted_to(day),
                                .fetched_at = reader.take(5, rates::parse_timestamp, never)}});
    if (problem.empty() && (!pair || !reader.problem().empty())) {
      problem = fmt::format("{} {}/{} {}: {}", row.text(0), row.text(1), row.text(2), row.text(4),
                            pair ? reader.problem() : pair.error().detail);
    }
  }
  if (!problem.empty()) return unreadable(*database_, "closes", problem);
  return closes;
}

}  // namespace tickerd::store
