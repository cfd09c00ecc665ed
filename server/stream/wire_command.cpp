#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "stream/wire.hpp"

namespace tickerd::stream::wire {
namespace {

using rates::Errc;
using rates::fail;

constexpr int deepest = 8;
constexpr std::size_t longest_id = 128;

/// Picks the fields of a command out of the text as it is read: no tree is built, so that depth
/// and unknown fields cost nothing.
class CommandReader final : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::string type;
  std::string id;
  std::vector<std::string> pairs;
  bool has_pairs = false;
  std::optional<std::string> since;
  std::string problem;  ///< what was expected and what came; the reading stopped there

  bool null() override { return scalar(Kind::other, "null"); }
  bool boolean(bool value) override { return scalar(Kind::other, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override {
    return scalar(Kind::number, fmt::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return scalar(Kind::number, fmt::to_string(value));
  }
  bool number_float(number_float_t, const string_t& lexeme) override {
    return scalar(Kind::number, lexeme);
  }
  bool string(string_t& value) override { return scalar(Kind::string, value); }
  bool binary(binary_t&) override { return stop("expected JSON text"); }

  bool start_object(std::size_t) override {
    if (depth_ == 0) return deeper();
    return refuse_where_known("an object") && deeper();
  }
  bool key(string_t& name) override {
    if (depth_ == 1) field_ = name;
    return true;
  }
  bool end_object() override { return shallower(); }

  bool start_array(std::size_t) override {
    if (depth_ == 0) return stop("expected an object, got an array");
    if (depth_ == 1 && field_ == "pairs") {
      has_pairs = true;
      pairs.clear();
      return deeper();
    }
    return refuse_where_known("an array") && deeper();
  }
  bool end_array() override { return shallower(); }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    return stop(fmt::format("expected a JSON object, it breaks off at byte {}", position));
  }

 private:
  enum class Kind { string, number, other };

  bool scalar(Kind kind, const std::string& value) {
    if (depth_ == 0) return stop("expected an object, got " + shown(kind, value));
    if (field_ == "pairs" && depth_ <= 2) {
      if (depth_ == 1 || kind != Kind::string) {
        return stop("pairs: expected an array of pairs such as \"KGS/USD\", got " +
                    shown(kind, value));
      }
      pairs.push_back(value);
      return true;
    }
    return depth_ > 1 || top_level(kind, value);
  }

  bool top_level(Kind kind, const std::string& value) {
    if (field_ == "id") return take_id(kind, value);
    if (field_ != "type" && field_ != "since") return true;
    if (kind != Kind::string) {
      return stop(fmt::format("{}: expected a string, got {}", field_, shown(kind, value)));
    }
    if (field_ == "type") {
      type = value;
    } else {
      since = value;
    }
    return true;
  }

  bool take_id(Kind kind, const std::string& value) {
    if (kind == Kind::other) return stop("id: expected a number or a string, got " + value);
    id = kind == Kind::string ? nlohmann::json(value).dump() : value;
    return id.size() <= longest_id ||
           stop(fmt::format("id: expected at most {} bytes, got {}", longest_id, id.size()));
  }

  static std::string shown(Kind kind, const std::string& value) {
    return kind == Kind::string
               ? nlohmann::json(value.substr(0, 64))
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
               : value.substr(0, 64);
  }

  /// Arrays and objects are ignored where nothing is known to stand.
  bool refuse_where_known(const char* what) {
    if (depth_ == 2 && field_ == "pairs") {
      return stop(fmt::format("pairs: expected pairs such as \"KGS/USD\", got {}", what));
    }
    const bool known = field_ == "type" || field_ == "id" || field_ == "since" || field_ == "pairs";
    if (depth_ == 1 && known) return stop(fmt::format("{}: did not expect {}", field_, what));
    return true;
  }

  bool deeper() {
    return ++depth_ <= deepest ||
           stop(fmt::format("expected at most {} levels of nesting", deepest));
  }
  bool shallower() {
    --depth_;
    return true;
  }
  bool stop(std::string why) {
    problem = std::move(why);
    return false;
  }

  int depth_ = 0;
  std::string field_;
};

}  // namespace

rates::Result<Command> parse_command(std::string_view text) {
  CommandReader read;
  if (!nlohmann::json::sax_parse(text, &read)) return fail(Errc::bad_document, read.problem);
  const bool needs_pairs = read.type == "subscribe" || read.type == "unsubscribe";
  if (needs_pairs && !read.has_pairs) {
    return fail(Errc::bad_document,
                "pairs: expected an array of pairs such as \"KGS/USD\", got nothing");
  }
  if (read.type == "subscribe") {
    return Subscribe{std::move(read.id), std::move(read.pairs),
                     read.since ? parse_since(*read.since) : std::nullopt};
  }
  if (read.type == "unsubscribe") return Unsubscribe{std::move(read.id), std::move(read.pairs)};
  if (read.type == "list") return List{std::move(read.id)};
  if (read.type == "ping") return Ping{std::move(read.id)};
  return fail(Errc::bad_document,
              fmt::format("type: expected subscribe, unsubscribe, list or ping, got \"{}\"",
                          read.type.substr(0, 64)));
}

}  // namespace tickerd::stream::wire
