#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "app/config_feed_object.hpp"

namespace tickerd::app {

/// A secret that a feed takes from an environment variable or a file, never from the text of the
/// configuration.
struct SecretKeys {
  std::string_view env;   ///< the key that names the variable: "key_env"
  std::string_view file;  ///< the key that names the file: "key_file"
  std::size_t least_bytes = 1;
};
inline constexpr SecretKeys source_key{.env = "key_env", .file = "key_file"};
inline constexpr SecretKeys sender_token{
    .env = "token_env", .file = "token_file", .least_bytes = 16};

/// Reads the secret, line ends behind it left out. Without either key, or with both, or when what
/// they name is missing, empty, too short or holds blanks or other bytes than printable ASCII, that
/// is reported and nothing comes back. What is said never holds the secret.
std::optional<std::string> read_secret(FeedObject& feed, const SecretKeys& keys);

}  // namespace tickerd::app
