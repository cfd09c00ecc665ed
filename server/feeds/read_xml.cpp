#include <fmt/format.h>
#include <pugixml.hpp>

#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"
#include "feeds/xml_limits.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;
using rates::fail;

// Character references only: no document type, no entities of its own, no comments.
constexpr unsigned parse_flags =
    pugi::parse_cdata | pugi::parse_escapes | pugi::parse_wconv_attribute | pugi::parse_eol;

std::optional<std::string> text_of(const pugi::xpath_node& node) {
  if (node.attribute()) return node.attribute().value();
  if (node.node()) return node.node().text().get();
  return std::nullopt;
}

/// A selector made ready for many rows.
class Query {
 public:
  explicit Query(const Selector& selector)
      : constant_(constant_of(selector)), query_(constant_ ? "." : selector.c_str()) {}

  /// The text of the first node found, or the string that the expression makes.
  std::optional<std::string> text(const pugi::xpath_node& from) const {
    if (constant_) return constant_;
    if (query_.return_type() == pugi::xpath_type_node_set)
      return text_of(query_.evaluate_node(from));
    return query_.evaluate_string(from);
  }
  pugi::xpath_node_set nodes(const pugi::xpath_node& from) const {
    return query_.evaluate_node_set(from);
  }

 private:
  std::optional<std::string> constant_;
  pugi::xpath_query query_;
};

std::optional<Query> query_for(const std::optional<Selector>& selector) {
  if (!selector) return std::nullopt;
  return std::optional<Query>(std::in_place, *selector);
}

std::optional<std::string> field(const pugi::xpath_node& row, const std::optional<Query>& query) {
  if (!query) return std::nullopt;
  return query->text(row);
}

/// The row selector without its conditions, for a person: "/rates/item".
std::string row_label(const Mapping& mapping) { return bare_excerpt(mapping.rows, 60); }

std::optional<std::string> error_text(const Mapping& mapping, const pugi::xml_document& document) {
  if (!mapping.error) return std::nullopt;
  auto text = Query(mapping.error->at).text(document);
  if (!text || (mapping.error->is && *mapping.error->is != *text)) return std::nullopt;
  if (!mapping.error->message) return text;
  return Query(*mapping.error->message).text(document).value_or("no reason");
}

std::string looks_like(const pugi::xml_document& document) {
  const auto root = document.document_element();
  const auto said = Query("normalize-space(string(/*))").text(document).value_or("");
  if (said.empty()) return fmt::format("an empty <{}>", bare_excerpt(root.name(), 40));
  return fmt::format("<{}> saying {}", bare_excerpt(root.name(), 40), excerpt(said));
}

rates::Result<void> load(pugi::xml_document& document, const Mapping& mapping,
                         std::string_view text) {
  const auto expected = fmt::format("expected XML with {}", mapping.rows);
  if (!trim(text).starts_with('<') || is_html(text)) {
    return fail(Errc::bad_document, fmt::format("{}, got {}", expected, describe_body(text)));
  }
  if (auto limits = check_xml_limits(text); !limits) return limits;
  const auto parsed =
      document.load_buffer(text.data(), text.size(), parse_flags, pugi::encoding_utf8);
  if (parsed) return {};
  const auto at = static_cast<std::size_t>(parsed.offset);
  const auto near = text.substr(at > 40 ? std::min(at, text.size()) - 40 : 0, 40);
  return fail(Errc::bad_document, fmt::format("{}, got broken XML at byte {} after {}: {}",
                                              expected, at, excerpt(near), parsed.description()));
}

rates::Result<RawDocument> read_rows(const Mapping& mapping, const pugi::xml_document& document) {
  if (const auto said = error_text(mapping, document)) {
    return fail(Errc::bad_document,
                fmt::format("{}: the source says {}", mapping.error->at, excerpt(*said)));
  }
  const auto found = Query(mapping.rows).nodes(document);
  if (found.size() > most_rows) {
    return fail(Errc::too_large,
                fmt::format("{}: expected at most {} rows", mapping.rows, most_rows));
  }
  RawDocument raw;
  if (found.empty()) raw.looks_like = looks_like(document);
  if (mapping.no_news) raw.no_news = Query(*mapping.no_news).text(document).has_value();
  const Query date(mapping.date.at);
  if (!mapping.date.of_row) raw.date = date.text(document);
  if (mapping.base_at) raw.base = Query(*mapping.base_at).text(document);

  const auto code = query_for(mapping.code);
  const auto pair = query_for(mapping.pair);
  const auto rate = query_for(mapping.rate);
  const auto buy = query_for(mapping.buy);
  const auto sell = query_for(mapping.sell);
  const auto multiplier = query_for(mapping.multiplier);
  std::vector<Query> conditions;
  for (const auto& condition : mapping.where) conditions.emplace_back(condition.at);

  raw.rows.reserve(found.size());
  for (const auto& node : found) {
    RawRow row;
    row.where = fmt::format("{}[{}]", row_label(mapping), raw.rows.size() + 1);
    row.code = field(node, code);
    row.pair = field(node, pair);
    row.rate = field(node, rate);
    row.buy = field(node, buy);
    row.sell = field(node, sell);
    row.multiplier = field(node, multiplier);
    if (mapping.date.of_row) row.date = date.text(node);
    for (const auto& condition : conditions) row.conditions.push_back(condition.text(node));
    raw.rows.push_back(std::move(row));
  }
  return raw;
}

}  // namespace

rates::Result<RawDocument> read_xml(const Mapping& mapping, std::string_view text) {
  pugi::xml_document document;
  if (auto loaded = load(document, mapping, text); !loaded) return std::unexpected(loaded.error());
  try {
    return read_rows(mapping, document);
  } catch (const pugi::xpath_exception& wrong) {
    return fail(Errc::bad_argument, fmt::format("selector: {}", wrong.what()));
  }
}

std::string xml_selector_problem(std::string_view selector, bool of_rows) {
  try {
    const pugi::xpath_query query(std::string(selector).c_str());
    if (!of_rows || query.return_type() == pugi::xpath_type_node_set) return {};
    return fmt::format("expected an XPath that finds nodes, got {}", excerpt(selector));
  } catch (const pugi::xpath_exception& wrong) {
    return fmt::format("expected an XPath, got {}: {}", excerpt(selector), wrong.what());
  }
}

}  // namespace tickerd::feeds
