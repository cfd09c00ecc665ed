#include "stream/tables.hpp"

#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tickerd::stream {
namespace {

/// A CSV field, quoted when it must be.
std::string field(std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string string(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string digits(std::string_view text, Numbers numbers) {
  return numbers == Numbers::json ? std::string(text) : string(text);
}

std::string instant(const rates::AsOf& as_of) {
  return string(as_of.is_date() ? rates::to_string(rates::Timestamp(as_of.date())) : as_of.text());
}

std::string row(const rates::Rate& rate, std::uint64_t seq, Numbers numbers,
                rates::AskedBasis asked) {
  std::string change = R"("change":null,"change_pct":null,"basis":null,"basis_rate":null,)"
                       R"("basis_as_of":null)";
  if (const auto* const basis = rates::shown_basis(rate, asked)) {
    change = fmt::format(
        R"("change":{},"change_pct":{},"basis":"{}","basis_rate":{},"basis_as_of":{})",
        digits(rates::change_text(rate, *basis), numbers),
        digits(rates::change_percent_text(rate, *basis), numbers), rates::to_string(basis->kind),
        digits(rates::basis_text(rate, *basis), numbers), instant(basis->as_of));
  }
  return fmt::format(
      R"({{"pair":"{}","rate":{},{},"as_of":{},"fetched_at":"{}","source":{},"status":"{}","seq":{}}})",
      rate.pair.text(), digits(rates::rate_text(rate), numbers), change, instant(rate.as_of),
      rates::to_string(rate.fetched_at), string(rate.source), rates::to_string(rate.status), seq);
}

}  // namespace

std::string rates_csv(std::span<const Board::Entry* const> entries, rates::AskedBasis asked) {
  std::string table =
      "pair,rate,change,change_pct,basis,basis_rate,basis_as_of,as_of,fetched_at,source,status,"
      "seq\r\n";
  for (const auto* entry : entries) {
    const rates::Rate& rate = *entry->rate;
    std::string change = ",,,,";
    if (const auto* const basis = rates::shown_basis(rate, asked)) {
      change = fmt::format("{},{},{},{},{}", rates::change_text(rate, *basis),
                           rates::change_percent_text(rate, *basis), rates::to_string(basis->kind),
                           rates::basis_text(rate, *basis), basis->as_of.text());
    }
    table += fmt::format("{},{},{},{},{},{},{},{}\r\n", rate.pair.text(), rates::rate_text(rate),
                         change, rate.as_of.text(), rates::to_string(rate.fetched_at),
                         field(rate.source), rates::to_string(rate.status), entry->seq);
  }
  return table;
}

std::string rates_rows(std::span<const Board::Entry* const> entries, Numbers numbers,
                       rates::AskedBasis basis) {
  std::string list;
  for (const auto* entry : entries) {
    if (!list.empty()) list += ',';
    list += row(*entry->rate, entry->seq, numbers, basis);
  }
  return "[" + list + "]";
}

}  // namespace tickerd::stream
