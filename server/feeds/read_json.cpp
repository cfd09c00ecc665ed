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

/// What the document, not a row of it, has at a selector.
std::optional<std::string> text_at(const JsonValue& root, const Selector& selector) {
  if (const auto text = constant_of(selector)) return std::string(*text);
  return text_of(value_at(root, selector));
}

std::optional<std::string> field(const Found& row, const std::optional<Selector>& selector) {
  if (!selector) return std::nullopt;
  if (const auto text = constant_of(*selector)) return std::string(*text);
  if (*selector == "key()") return row.name;
  return text_of(value_at(*row.value, *selector));
}

/// What the error marker says, if it is there.
std::optional<std::string> error_text(const Mapping& mapping, const JsonValue& root) {
  if (!mapping.error) return std::nullopt;
  const auto text = text_of(value_at(root, mapping.error->at));
  if (!text || (mapping.error->is && *mapping.error->is != *text)) return std::nullopt;
  if (!mapping.error->message) return text;
  return text_of(value_at(root, *mapping.error->message)).value_or("no reason");
}

std::string looks_like(const JsonValue& root, std::string_view text) {
  if (root.members.empty() && root.kind == Kind::array) return "an empty array";
  if (root.members.empty() && root.kind == Kind::object) return "an empty object";
  return describe_body(text);
}

}  // namespace

rates::Result<RawDocument> read_json(const Mapping& mapping, std::string_view text) {
  const auto root = parse_json(text);
  if (!root) {
    const auto body = describe_body(text);
    return fail(root.error().code, fmt::format("expected JSON with {}, got {} ({})", mapping.rows,
                                               body, root.error().detail));
  }
  if (const auto said = error_text(mapping, *root)) {
    return fail(Errc::bad_document,
                fmt::format("{}: the source says {}", mapping.error->at, excerpt(*said)));
  }
  const auto found = find_rows(*root, mapping.rows);
  if (!found) return std::unexpected(found.error());

  RawDocument document;
  document.looks_like = looks_like(*root, text);
  if (!mapping.date.of_row) document.date = text_at(*root, mapping.date.at);
  if (mapping.base_at) document.base = text_at(*root, *mapping.base_at);
  if (mapping.no_news) {
    const auto* const place = value_at(*root, *mapping.no_news);
    document.no_news = place != nullptr && place->kind == Kind::array && place->members.empty();
  }
  document.rows.reserve(found->size());
  for (const auto& one : *found) {
    RawRow row;
    row.where = one.where.empty() ? "/" : one.where;
    row.code = field(one, mapping.code);
    row.pair = field(one, mapping.pair);
    row.rate = field(one, mapping.rate);
    row.buy = field(one, mapping.buy);
    row.sell = field(one, mapping.sell);
    row.multiplier = field(one, mapping.multiplier);
    if (mapping.date.of_row) row.date = field(one, mapping.date.at);
    for (const auto& condition : mapping.where) row.conditions.push_back(field(one, condition.at));
    document.rows.push_back(std::move(row));
  }
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
