#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tickerd::bench {

/// Walks over strict JSON (RFC 8259) from its begin. Each call takes one thing and says whether it
/// was there and well-formed; after a false nothing else is asked.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : rest_(text) {}

  /// Takes the character, with blanks before it, if it comes next.
  bool take(char wanted);
  /// A string without escapes in it as it stands; one with escapes is checked and empty.
  std::optional<std::string_view> string();
  /// A whole number from 0 on.
  std::optional<std::uint64_t> whole_number();
  /// Any value at all.
  bool value(int depth = 0);
  bool at_end();

 private:
  void skip_blanks();
  bool members(char end, bool named, int depth);
  bool number();
  bool digits();
  bool word(std::string_view wanted);

  std::string_view rest_;
};

}  // namespace tickerd::bench
