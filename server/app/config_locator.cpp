#include "app/config_locator.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace tickerd::app {
namespace {

/// The end of the string, quotes included, that starts at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

/// The first byte from `at` on that is no blank and in no comment.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  for (;;) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const auto rest = text.substr(at);
    if (rest.starts_with("//")) {
      at = std::min(text.find('\n', at), text.size());
    } else if (rest.starts_with("/*")) {
      const auto end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else {
      return at;
    }
  }
}

std::string decoded(std::string_view quoted_name) {
  const auto name = nlohmann::json::parse(quoted_name, nullptr, false);
  return name.is_string() ? name.get<std::string>() : std::string(quoted_name);
}

}  // namespace

Place place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()));
  const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return {
      .line = static_cast<int>(std::ranges::count(before, '\n')) + 1,
      .column =
          static_cast<int>(std::ranges::count_if(before.substr(line_start), is_first_byte)) + 1};
}

std::string pointer_step(std::string_view name) {
  std::string step;
  for (const char letter : name) {
    if (letter == '~') {
      step += "~0";
    } else if (letter == '/') {
      step += "~1";
    } else {
      step += letter;
    }
  }
  return step;
}

/// An object or list that is not closed yet.
struct ConfigLocator::Frame {
  bool is_object = false;
  std::string pointer;
  std::size_t index = 0;   // of the element at hand
  bool wants_key = false;  // of an object: the next string is a name
  std::string key;         // of the member at hand, as a pointer step
  std::size_t key_at = 0;
};

ConfigLocator::ConfigLocator(std::string_view text) : text_(text) { scan(); }

void ConfigLocator::scan() {
  std::vector<Frame> open;
  std::size_t at = text_.starts_with("\xef\xbb\xbf") ? 3 : 0;
  while ((at = skip_blanks(text_, at)) < text_.size()) {
    const char letter = text_[at];
    if (letter == '"') {
      scan_string(open, at);
    } else if (letter == '{' || letter == '[') {
      begin_value(open, at);
      ++at;
    } else if (letter == '}' || letter == ']') {
      if (!open.empty()) open.pop_back();
      ++at;
    } else if (letter == ',') {
      if (!open.empty()) {
        ++open.back().index;
        open.back().wants_key = open.back().is_object;
      }
      ++at;
    } else if (letter == ':') {
      ++at;
    } else {
      begin_value(open, at);
      at = std::min(text_.find_first_of(",:]}[{\"/ \t\r\n", at + 1), text_.size());
    }
  }
}

void ConfigLocator::scan_string(std::vector<Frame>& open, std::size_t& at) {
  const auto end = string_end(text_, at);
  if (!open.empty() && open.back().wants_key) {
    auto& object = open.back();
    object.key = pointer_step(decoded(text_.substr(at, end - at)));
    object.key_at = at;
    object.wants_key = false;
  } else {
    begin_value(open, at);
  }
  at = end;
}

void ConfigLocator::begin_value(std::vector<Frame>& open, std::size_t at) {
  std::string pointer;
  std::size_t key_at = at;
  if (!open.empty() && open.size() <= max_depth) {
    const auto& around = open.back();
    pointer = around.pointer + '/' + (around.is_object ? around.key : std::to_string(around.index));
    if (around.is_object) key_at = around.key_at;
  }
  if (open.size() <= max_depth) {
    const auto [place, is_new] = found_.insert_or_assign(pointer, Offsets{key_at, at});
    if (!is_new && !pointer.empty()) repeated_.push_back(pointer);
  } else {
    too_deep_ = true;
  }
  if (text_[at] == '{' || text_[at] == '[') {
    const bool is_object = text_[at] == '{';
    open.push_back({.is_object = is_object,
                    .pointer = std::move(pointer),
                    .index = 0,
                    .wants_key = is_object,
                    .key = {},
                    .key_at = 0});
  }
}

Place ConfigLocator::value(std::string_view pointer) const {
  for (;;) {
    const auto found = found_.find(std::string(pointer));
    if (found != found_.end()) return place_of(text_, found->second.value);
    if (pointer.empty()) return {};
    pointer = pointer.substr(0, std::min(pointer.rfind('/'), pointer.size()));
  }
}

Place ConfigLocator::key(std::string_view pointer) const {
  const auto found = found_.find(std::string(pointer));
  return found == found_.end() ? value(pointer) : place_of(text_, found->second.key);
}

}  // namespace tickerd::app
