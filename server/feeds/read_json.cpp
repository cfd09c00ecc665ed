#include <fmt/format.h>

#include "feeds/json_tree.hpp"
#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;
using Kind = JsonValue::Kind;

/// What a row of the table is in the document: the value and the name it goes by.
struct Found {
  std::string where;
  std::string name;
  const JsonValue* value;
};

std::optional<std::string> text_of(const JsonValue* value) {
  if (value == nullptr || value->kind == Kind::null) return std::nullopt;
  if (value->kind == Kind::array) return "an array";
  if (value->kind == Kind::object) return "an object";
  return value->text;
}

/// The pointer's parts before, between and after its `*`.
std::vector<std::string_view> parts_of(std::string_view selector) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto star = selector.find("/*");
    parts.push_back(selector.substr(0, star));
    if (star == std::string_view::npos) return parts;
    selector.remove_prefix(star + 2);
  }
}

rates::Result<std::vector<Found>> find_rows(const JsonValue& root, std::string_view selector) {
  std::vector<Found> found = {Found{"", "", &root}};
  const auto parts = parts_of(selector);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::vector<Found> next;
    for (const auto& [where, name, value] : found) {
      const JsonValue* const at = value_at(*value, parts[i]);
      if (at == nullptr) continue;
      if (i + 1 == parts.size()) {
        next.push_back({where + std::string(parts[i]), name, at});
        continue;
      }
      for (std::size_t index = 0; index < at->members.size(); ++index) {
        const auto& child = at->members[index];
        const auto label =
            at->kind == Kind::array ? fmt::to_string(index) : bare_excerpt(child.name, 20);
        next.push_back({fmt::format("{}{}/{}", where, parts[i], label), child.name, &child.value});
      }
      if (next.size() > most_rows) {
        return fail(Errc::too_large,
                    fmt::format("{}: expected at most {} rows", selector, most_rows));
      }
    }
    found = std::move(next);
  }
  return found;
}

/// A selector made ready for many rows.
class Field {
 public:
  explicit Field(const std::optional<Selector>& selector) {
    if (!selector) return;
    is_given_ = true;
    if (const auto text = constant_of(*selector)) {
      constant_ = std::string(*text);
    } else if (*selector == "key()") {
      is_key_ = true;
    } else {
      tokens_ = pointer_tokens(*selector);
    }
  }

  std::optional<std::string> of(const Found& row) const {
    if (!is_given_) return std::nullopt;
    return is_key_ ? row.name : of(*row.value);
  }
  /// The same of the document.
  std::optional<std::string> of(const JsonValue& value) const {
    return constant_ ? constant_ : text_of(value_at(value, tokens_));
  }

 private:
  bool is_given_ = false;
  bool is_key_ = false;
  std::optional<std::string> constant_;
  std::vector<std::string> tokens_;
};

/// What the error marker says, if it is there.
std::optional<std::string> error_text(const Mapping& mapping, const JsonValue& root) {
  if (!mapping.error) return std::nullopt;
  auto text = text_of(value_at(root, mapping.error->at));
  if (!text || (mapping.error->is && *mapping.error->is != *text)) return std::nullopt;
  if (!mapping.error->message) return text;
  return text_of(value_at(root, *mapping.error->message)).value_or("no reason");
}

std::string looks_like(const JsonValue& root, std::string_view text) {
  if (root.members.empty() && root.kind == Kind::array) return "an empty array";
  if (root.members.empty() && root.kind == Kind::object) return "an empty object";
  return describe_body(text);
}

void add_rows(const Mapping& mapping, const std::vector<Found>& found, RawDocument& document) {
  const Field code(mapping.code);
  const Field pair(mapping.pair);
  const Field rate(mapping.rate);
  const Field buy(mapping.buy);
  const Field sell(mapping.sell);
  const Field multiplier(mapping.multiplier);
  const Field date(mapping.date.of_row ? std::optional(mapping.date.at) : std::nullopt);
  std::vector<Field> conditions;
  for (const auto& condition : mapping.where) conditions.emplace_back(condition.at);
  document.rows.reserve(found.size());
  for (const auto& one : found) {
    RawRow row;
    row.where = one.where.empty() ? "/" : one.where;
    row.code = code.of(one);
    row.pair = pair.of(one);
    row.rate = rate.of(one);
    row.buy = buy.of(one);
    row.sell = sell.of(one);
    row.multiplier = multiplier.of(one);
    row.date = date.of(one);
    for (const auto& condition : conditions) row.conditions.push_back(condition.of(one));
    document.rows.push_back(std::move(row));
  }
}

}  // namespace

rates::Result<RawDocument> read_json(const Mapping& mapping, std::string_view text) {
  const auto root = parse_json(text);
  if (!root) {
    const auto wanted = mapping.rows.empty() ? "JSON" : "JSON with " + mapping.rows;
    return fail(root.error().code, fmt::format("expected {}, got {} ({})", wanted,
                                               describe_body(text), root.error().detail));
  }
  if (const auto said = error_text(mapping, *root)) {
    return fail(Errc::bad_document,
                fmt::format("{}: the source says {}", mapping.error->at, excerpt(*said)));
  }
  const auto found = find_rows(*root, mapping.rows);
  if (!found) return std::unexpected(found.error());

  RawDocument document;
  if (found->empty()) document.looks_like = looks_like(*root, text);
  if (!mapping.date.of_row) document.date = Field(mapping.date.at).of(*root);
  if (mapping.base_at) document.base = Field(mapping.base_at).of(*root);
  if (mapping.no_news) {
    const auto* const place = value_at(*root, *mapping.no_news);
    document.no_news = place != nullptr && place->kind == Kind::array && place->members.empty();
  }
  add_rows(mapping, *found, document);
  return document;
}

std::string json_selector_problem(std::string_view selector, bool of_rows) {
  if (selector.empty() || (selector == "key()" && !of_rows)) return {};
  if (!selector.starts_with('/'))
    return "expected a JSON Pointer (\"/rate\"), got " + excerpt(selector);
  for (std::size_t at = selector.find('*'); at != std::string_view::npos;
       at = selector.find('*', at + 1)) {
    const bool whole =
        selector[at - 1] == '/' && (at + 1 == selector.size() || selector[at + 1] == '/');
    if (!of_rows || !whole)
      return "expected * as a whole step, in rows only, got " + excerpt(selector);
  }
  return {};
}

}  // namespace tickerd::feeds
