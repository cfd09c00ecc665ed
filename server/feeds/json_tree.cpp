#include "feeds/json_tree.hpp"

#include <charconv>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "feeds/raw_document.hpp"
#include "feeds/text.hpp"

namespace tickerd::feeds {
namespace {

using rates::Errc;

// The parser converts each number although only its text is used, and gives up on one that does not
// fit: long double leaves the judging of 1e999 to the row.
using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                  std::uint64_t, long double>;

/// Receives the parser's events and builds the tree, within the limits.
class TreeBuilder {
 public:
  using Kind = JsonValue::Kind;

  bool null() { return add(Kind::null, {}); }
  bool boolean(bool value) { return add(Kind::boolean, value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return add(Kind::number, fmt::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return add(Kind::number, fmt::to_string(value)); }
  bool number_float(long double, const std::string& lexeme) { return add(Kind::number, lexeme); }
  bool string(std::string& value) { return add(Kind::string, std::move(value)); }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Kind::object); }
  bool start_array(std::size_t) { return open(Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    name_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) {
    std::string_view what = error.what();
    if (what.starts_with('[')) what.remove_prefix(std::min(what.find("] ") + 2, what.size()));
    return stop(Errc::bad_document, fmt::format("broken JSON: {}", bare_excerpt(what, 200)));
  }

  rates::Result<JsonValue> take() {
    if (error_) return std::unexpected(*std::move(error_));
    return std::move(root_);
  }

 private:
  bool stop(Errc code, std::string detail) {
    error_ = rates::Error{code, std::move(detail)};
    return false;
  }

  bool add(Kind kind, std::string text) { return place(kind, std::move(text)) != nullptr; }

  bool open(Kind kind) {
    if (open_.size() >= most_depth) {
      return stop(Errc::too_large, fmt::format("JSON: expected at most {} levels", most_depth));
    }
    JsonValue* const placed = place(kind, {});
    if (placed == nullptr) return false;
    open_.push_back(placed);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  /// A pointer stays good while its value is open: its parent does not grow until it is closed.
  JsonValue* place(Kind kind, std::string text) {
    if (++nodes_ > most_nodes) {
      stop(Errc::too_large, fmt::format("JSON: expected at most {} values", most_nodes));
      return nullptr;
    }
    JsonValue* placed = &root_;
    if (!open_.empty()) {
      auto& siblings = open_.back()->members;
      placed = &siblings.emplace_back(std::exchange(name_, {})).value;
    }
    placed->kind = kind;
    placed->text = std::move(text);
    return placed;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::string name_;
  std::size_t nodes_ = 0;
  std::optional<rates::Error> error_;
};

const JsonValue* member(const JsonValue& parent, const std::string& token) {
  if (parent.kind == JsonValue::Kind::array) {
    std::size_t index = 0;
    const auto [end, ec] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool good = ec == std::errc() && end == token.data() + token.size();
    return good && index < parent.members.size() ? &parent.members[index].value : nullptr;
  }
  for (const auto& [name, value] : parent.members) {
    if (name == token) return &value;
  }
  return nullptr;
}

}  // namespace

rates::Result<JsonValue> parse_json(std::string_view text) {
  // The parser takes it for the end, whatever follows.
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    return rates::fail(Errc::bad_document, fmt::format("broken JSON: a zero byte at {}", at));
  }
  TreeBuilder builder;
  // Success or not, the builder knows.
  (void)Json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

std::vector<std::string> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (const char c : pointer) {
    if (c == '/') {
      tokens.emplace_back();
    } else if (!tokens.empty()) {
      auto& token = tokens.back();
      const bool escaped = token.ends_with('~');
      if (escaped && c == '1')
        token.back() = '/';
      else if (!(escaped && c == '0'))
        token += c;
    }
  }
  return tokens;
}

const JsonValue* value_at(const JsonValue& root, std::string_view pointer) {
  return value_at(root, pointer_tokens(pointer));
}

const JsonValue* value_at(const JsonValue& root, std::span<const std::string> tokens) {
  const JsonValue* at = &root;
  for (const auto& token : tokens) {
    at = member(*at, token);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace tickerd::feeds
