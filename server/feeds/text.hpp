#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tickerd::feeds {

/// Without blanks (space, tab, CR, LF) at both ends.
std::string_view trim(std::string_view text);

/// ASCII letters in upper case; other bytes as they are.
std::string upper(std::string_view text);
/// ASCII letters in lower case; other bytes as they are.
std::string lower(std::string_view text);

/// `text` with `to` wherever `from` stands. `from` is not empty.
std::string replaced(std::string_view text, std::string_view from, std::string_view to);

/// Text from outside made fit for an error or a log line: in double quotes, runs of blanks as one
/// space, control and non-ASCII bytes as \xNN, cut at `longest` bytes with "...".
std::string excerpt(std::string_view text, std::size_t longest = 100);
/// The same without the quotes around it.
std::string bare_excerpt(std::string_view text, std::size_t longest = 100);

/// The one of `words` that is the fewest edits away from `word`; empty when none is near.
std::string nearest(std::string_view word, std::span<const std::string> words);

}  // namespace tickerd::feeds
