#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/rand.h>

#include "access/base64url.hpp"
#include "access/scope.hpp"
#include "app/commands.hpp"
#include "net/sha256.hpp"

namespace tickerd::app {
namespace {

/// Nobody guesses as many bits, so that a plain hash of them tells nobody what they were.
constexpr std::size_t token_bytes = 32;

}  // namespace

int token_command(const TokenArguments& arguments) {
  access::Scopes scopes;
  for (const auto& word : arguments.scopes) {
    if (const auto added = access::add_scope(scopes, word); !added) {
      return failed("--scope: " + added.error().detail, exit_usage);
    }
  }
  std::array<unsigned char, token_bytes> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    return failed("the system has no random numbers");
  }
  const auto token = "tk_" + access::base64url_encoded(
                                 {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  const nlohmann::ordered_json entry = {
      {"name", arguments.name}, {"sha256", net::sha256_hex(token)}, {"scopes", arguments.scopes}};
  fmt::print(stderr,
             "For \"access\": {{\"tokens\": [...]}} of the configuration:\n{}\n\n"
             "The token, which is shown only now:\n",
             entry.dump());
  fmt::print("{}\n", token);
  return exit_ok;
}

}  // namespace tickerd::app
