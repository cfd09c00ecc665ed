#include "app/config.hpp"
#include "app/config_options.hpp"
#include "app/config_put.hpp"

namespace tickerd::app {
namespace {

using Kind = OptionKind;

const Option access_table[] = {
    {.key = "access",
     .kind = Kind::section,
     .help = "Whose tokens are good: for pairs that are private, and for POST /v1/quotes"},
    {.key = "access.tokens",
     .kind = Kind::list,
     .help = "Tokens that you hand out. tickerd token makes one; only its hash stands here"},
    {.key = "access.tokens[].name",
     .help = "Whose it is, for you: \"newsroom wall\"",
     .required = true},
    {.key = "access.tokens[].sha256",
     .help = "The SHA-256 of the token, 64 hex digits",
     .required = true},
    {.key = "access.tokens[].scopes",
     .kind = Kind::texts,
     .help = "What it lets its bearer do: \"read:*\" (every pair), \"read:KGS/USD\", \"push:FEED\"",
     .required = true},
    {.key = "access.tokens[].expires",
     .help = "Its last day, \"2027-01-31\", or the instant from which on it is not good, "
             "\"2027-01-31T18:00:00Z\"; never when left out"},
    {.key = "access.jwt",
     .kind = Kind::section,
     .help =
         "Tokens that your login service signs (JSON Web Tokens). Their claim \"scope\" has the "
         "same words, separated by blanks; \"exp\" and \"aud\" have to be there"},
    {.key = "access.jwt.audience",
     .fallback = R"("")",
     .help = "What their claim \"aud\" has to name. Required where there are keys",
     .store = [](Config& c, const OptionValue& v) { put(c.access.jwt.audience, v); }},
    {.key = "access.jwt.issuer",
     .fallback = R"("")",
     .help = "What their claim \"iss\" has to be; empty: anything",
     .store = [](Config& c, const OptionValue& v) { put(c.access.jwt.issuer, v); }},
    {.key = "access.jwt.keys",
     .kind = Kind::list,
     .help = "What they may be signed with; several while one takes the place of another"},
    {.key = "access.jwt.keys[].algorithm",
     .kind = Kind::choice,
     .help = "The one algorithm that this key is for",
     .choices = "HS256 RS256 EdDSA",
     .required = true},
    {.key = "access.jwt.keys[].id",
     .help = "The \"kid\" of tokens that it signs; any when left out"},
    {.key = "access.jwt.keys[].secret_env",
     .help = "HS256: the environment variable that holds the secret, 32 bytes at least"},
    {.key = "access.jwt.keys[].secret_file",
     .help = "HS256: the file that holds the secret, in place of secret_env"},
    {.key = "access.jwt.keys[].public_key_file",
     .help = "RS256 (2048 bits at least), EdDSA (Ed25519): the file of the public key in PEM"},
};

}  // namespace

std::span<const Option> access_options() noexcept { return access_table; }

}  // namespace tickerd::app
