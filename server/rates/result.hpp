#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace tickerd::rates {

/// What kind of thing went wrong, for the program. The detail of an Error is for a person.
enum class Errc {
  bad_argument,  ///< a caller or client asked for something that cannot be
  bad_document,  ///< bytes from outside do not have the shape they must have
  bad_value,     ///< the shape is right, a value in it is not (zero rate, impossible date)
  not_found,     ///< a file, preset, pair or row that is not there
  refused,       ///< forbidden by us: private address, foreign redirect, limit
  unreachable,   ///< name lookup, connect or TLS failed
  timeout,       ///< it took too long
  http_status,   ///< the peer answered with a status that is a failure
  too_large,     ///< over a size, depth or row limit
  storage,       ///< the database or the disk failed
  corrupt,       ///< the database file is damaged, or is none
  cancelled,     ///< we stopped it ourselves; not a failure
};

/// The stable word for `code` in logs, metrics and health: "bad_document".
std::string_view to_string(Errc code) noexcept;

/// An expected failure. `detail` names the field, peer or path, says what was expected and what
/// came: `rates.USD: expected a number above zero, got "n/a"`. It never holds a secret.
struct Error {
  Errc code;
  std::string detail;
  friend bool operator==(const Error&, const Error&) = default;
};

/// Text from outside as a detail shows it: in double quotes, at most 40 bytes of it, then "...";
/// bytes that are not printable ASCII as \x1f.
std::string in_quotes(std::string_view text);

template <class T>
using Result = std::expected<T, Error>;

/// Makes the failed Result: `return fail(Errc::bad_value, "...")`.
inline std::unexpected<Error> fail(Errc code, std::string detail) {
  return std::unexpected(Error{code, std::move(detail)});
}

}  // namespace tickerd::rates
