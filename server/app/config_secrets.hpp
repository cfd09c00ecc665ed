#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "app/config_fields.hpp"
#include "app/config_problems.hpp"
#include "app/config_source.hpp"

namespace tickerd::app {

/// A secret that is taken from an environment variable or a file, never from the text of the
/// configuration.
struct SecretKeys {
  std::string_view env;   ///< the key that names the variable: "key_env"
  std::string_view file;  ///< the key that names the file: "key_file"
  std::size_t least_bytes = 1;
};
inline constexpr SecretKeys source_key{.env = "key_env", .file = "key_file"};
inline constexpr SecretKeys sender_token{
    .env = "token_env", .file = "token_file", .least_bytes = 16};
inline constexpr SecretKeys signing_secret{
    .env = "secret_env", .file = "secret_file", .least_bytes = 32};

/// Reads the secret, line ends behind it left out. Without either key, or with both, or when what
/// they name is missing, empty, too short or holds blanks or other bytes than printable ASCII, that
/// is reported and nothing comes back. What is said never holds the secret.
std::optional<std::string> read_secret(const ConfigFields& fields, const ConfigSource& source,
                                       ConfigProblems& problems, const SecretKeys& keys);

}  // namespace tickerd::app
