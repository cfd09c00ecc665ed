#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tickerd::app {

/// A place in a text, both from 1; columns count characters. 0 is nowhere.
struct Place {
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// The line and column of a byte of `text` (the end of the text when beyond it). A column is a
/// Unicode character, a tab is one.
Place place_of(std::string_view text, std::size_t byte);

/// `name` as a step of a JSON pointer: "/" is "~1", "~" is "~0".
std::string pointer_step(std::string_view name);

/// Finds where the values of a JSON document (comments allowed) stand in its text. Bytes that are
/// not JSON do no harm, but nothing is promised of what is found in them. The text outlives it.
class ConfigLocator {
 public:
  /// Values nested deeper are not located, and too_deep() is true.
  static constexpr std::size_t max_depth = 32;

  explicit ConfigLocator(std::string_view text);

  /// Where the value at `pointer` starts; of what is not there, where the nearest object or list
  /// around it starts.
  Place value(std::string_view pointer) const;
  /// Where the name of the member at `pointer` starts; of list elements and the whole as value().
  Place key(std::string_view pointer) const;
  /// Pointers of members whose name occurs a second time in their object.
  const std::vector<std::string>& repeated() const noexcept { return repeated_; }
  bool too_deep() const noexcept { return too_deep_; }

 private:
  struct Offsets {
    std::size_t key;
    std::size_t value;
  };
  struct Frame;

  void scan();
  void scan_string(std::vector<Frame>& open, std::size_t& at);
  void begin_value(std::vector<Frame>& open, std::size_t at);

  std::string_view text_;
  std::unordered_map<std::string, Offsets> found_;
  std::vector<std::string> repeated_;
  bool too_deep_ = false;
};

}  // namespace tickerd::app
