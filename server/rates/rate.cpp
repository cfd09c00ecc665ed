#include "rates/rate.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>

namespace tickerd::rates {
namespace {

template <class Value>
struct Word {
  Value value;
  std::string_view text;
};

constexpr std::array basis_words{Word{BasisKind::previous_close, "previous_close"},
                                 Word{BasisKind::open, "open"},
                                 Word{BasisKind::day, "24h"},
                                 Word{BasisKind::week, "7d"},
                                 Word{BasisKind::month, "30d"},
                                 Word{BasisKind::previous, "previous"}};

constexpr std::array status_words{Word{Status::held, "held"},     Word{Status::stale, "stale"},
                                  Word{Status::late, "late"},     Word{Status::closed, "closed"},
                                  Word{Status::pegged, "pegged"}, Word{Status::demo, "demo"},
                                  Word{Status::live, "live"}};

template <class Value, std::size_t Count>
std::string_view text_of(const std::array<Word<Value>, Count>& words, Value value) noexcept {
  const auto* const found = std::ranges::find(words, value, &Word<Value>::value);
  return found == words.end() ? "unknown" : found->text;
}

template <class Value, std::size_t Count>
Result<Value> value_of(const std::array<Word<Value>, Count>& words, std::string_view text,
                       std::string_view what) {
  const auto* const found = std::ranges::find(words, text, &Word<Value>::text);
  if (found != words.end()) return found->value;
  std::string known;
  for (const auto& word : words) known += fmt::format("{}{}", known.empty() ? "" : ", ", word.text);
  return fail(Errc::bad_value,
              fmt::format("expected a {} ({}), got {}", what, known, in_quotes(text)));
}

std::string rounded(const Decimal& value, const Precision& precision) {
  return precision.kind == Precision::Kind::decimals ? value.fixed(precision.digits)
                                                     : value.significant(precision.digits);
}

/// How many digits after the point rate_text() shows.
int shown_decimals(const Rate& rate) {
  return rate.precision.kind == Precision::Kind::decimals
             ? rate.precision.digits
             : rate.value.decimals_of_significant(rate.precision.digits);
}

Decimal percent_change(const Decimal& value, const Decimal& basis) {
  return (value - basis) / basis * Decimal(100);
}

void drop_trailing_zeros(std::string& fixed) {
  if (!fixed.contains('.')) return;
  while (fixed.ends_with('0')) fixed.pop_back();
  if (fixed.ends_with('.')) fixed.pop_back();
}

/// Whether `of_a`, a basis of `a`, shows the same as `of_b`, one of `b`.
bool same_basis(const Rate& a, const Basis& of_a, const Rate& b, const Basis& of_b) {
  return of_a.kind == of_b.kind && of_a.as_of == of_b.as_of &&
         basis_text(a, of_a) == basis_text(b, of_b) &&
         change_text(a, of_a) == change_text(b, of_b) &&
         change_percent_text(a, of_a) == change_percent_text(b, of_b);
}

bool same_bases(const Rate& a, const Rate& b) {
  if (a.basis.has_value() != b.basis.has_value()) return false;
  if (a.basis && !same_basis(a, *a.basis, b, *b.basis)) return false;
  return std::ranges::equal(
      a.other_bases, b.other_bases,
      [&](const Basis& of_a, const Basis& of_b) { return same_basis(a, of_a, b, of_b); });
}

}  // namespace

std::string_view to_string(BasisKind kind) noexcept { return text_of(basis_words, kind); }

Result<BasisKind> parse_basis_kind(std::string_view text) {
  return value_of(basis_words, text, "basis");
}

std::string_view to_string(Status status) noexcept { return text_of(status_words, status); }

Result<Status> parse_status(std::string_view text) {
  return value_of(status_words, text, "status");
}

const Basis* shown_basis(const Rate& rate, AskedBasis asked) noexcept {
  const bool is_own = rate.basis && (!asked || *asked == rate.basis->kind);
  if (is_own) return &*rate.basis;
  if (!asked) return nullptr;
  const auto found = std::ranges::find(rate.other_bases, *asked, &Basis::kind);
  return found == rate.other_bases.end() ? nullptr : &*found;
}

void configure_basis(Rate& rate, BasisKind kind) {
  if (rate.basis && rate.basis->kind == kind) return;
  auto& others = rate.other_bases;
  if (rate.basis) {
    others.insert(std::ranges::upper_bound(others, rate.basis->kind, {}, &Basis::kind),
                  *std::move(rate.basis));
    rate.basis.reset();
  }
  const auto found = std::ranges::find(others, kind, &Basis::kind);
  if (found == others.end()) return;
  rate.basis = std::move(*found);
  others.erase(found);
}

Status worse(Status a, Status b) noexcept { return std::min(a, b); }

bool same_as_published(const Rate& a, const Rate& b) {
  if (a.pair != b.pair || a.as_of != b.as_of || a.status != b.status || a.source != b.source) {
    return false;
  }
  const bool same_numbers = a.value == b.value && a.precision == b.precision &&
                            a.basis == b.basis && a.other_bases == b.other_bases;
  return same_numbers || (rate_text(a) == rate_text(b) && same_bases(a, b));
}

bool comes_from(const Rate& rate, std::string_view feed) noexcept {
  for (const auto name : std::views::split(rate.source, '+')) {
    if (std::string_view(name.begin(), name.end()) == feed) return true;
  }
  return false;
}

std::string rate_text(const Rate& rate) { return rounded(rate.value, rate.precision); }

std::string basis_text(const Rate& rate, const Basis& basis) {
  return rounded(basis.value, rate.precision);
}

std::string change_text(const Rate& rate, const Basis& basis) {
  return (rate.value - basis.value).fixed(shown_decimals(rate) + 2);
}

std::string change_percent_text(const Rate& rate, const Basis& basis) {
  auto text = percent_change(rate.value, basis.value).fixed(2);
  drop_trailing_zeros(text);
  return text;
}

}  // namespace tickerd::rates
