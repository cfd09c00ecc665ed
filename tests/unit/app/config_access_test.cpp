#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/sha256.hpp"
#include "support/temporary_folder.hpp"
#include "support/token_signer.hpp"
#include "unit/app/config_samples.hpp"

namespace tickerd::app {
namespace {

using test::problems;
using testing::HasSubstr;
using testing::Not;
using tickerd::test::TemporaryFolder;
using tickerd::test::TokenSigner;

const std::string hash(64, 'a');

/// Two pairs, of which TMT/USD is private, and a section `access`.
ConfigSource with(const std::string& access, const std::string& feeds = "") {
  return test::source(
      R"({"pairs": ["AED/USD", {"pair": "TMT/USD", "private": true}], "feeds": [{"name": "peg",)"
      R"( "kind": "fixed", "quotes": {"USD/TMT": "3.5", "USD/AED": "3.67"}})" +
      feeds + R"(], "access": )" + access + "}");
}

std::string token(const std::string& scope, const std::string& more = "") {
  return R"({"name": "wall", "sha256": ")" + hash + R"(", "scopes": [")" + scope + R"("])" + more +
         "}";
}
std::string tokens(const std::string& list) { return R"({"tokens": [)" + list + "]}"; }

TEST(ConfigAccess, ReadsTokens) {
  const auto config = test::load(with(tokens(token("read:*", R"(, "expires": "2027-01-31")"))));
  ASSERT_EQ(config.access.tokens.size(), 1U);
  const auto& wall = config.access.tokens.front();
  EXPECT_EQ(wall.name, "wall");
  EXPECT_EQ(wall.sha256, hash);
  EXPECT_TRUE(wall.scopes.reads_all);
  EXPECT_EQ(wall.until, rates::parse_timestamp("2027-02-01T00:00:00Z").value());
  EXPECT_EQ(config.private_pairs, std::vector{rates::CurrencyPair::parse("TMT/USD").value()});
  EXPECT_EQ(config.pairs.size(), 2U);
}

TEST(ConfigAccess, TakesAnInstantAndCapitalDigits) {
  const auto config = test::load(
      with(tokens(R"({"name": "a", "sha256": ")" + std::string(64, 'A') +
                  R"(", "scopes": ["read:TMT/USD"], "expires": "2027-01-31T18:00:00Z"})")));
  EXPECT_EQ(config.access.tokens.front().sha256, hash);
  EXPECT_EQ(config.access.tokens.front().until,
            rates::parse_timestamp("2027-01-31T18:00:00Z").value());
}

struct Row {
  std::string access;
  std::string problem;
};

TEST(ConfigAccess, SaysWhatIsWrongWithATokenAndNeverRepeatsIt) {
  const Row rows[] = {
      {tokens(token("read:all")), R"(/access/tokens/0/scopes/0: expected "read:*")"},
      {tokens(token("read:*", R"(, "expires": "soon")")),
       "/access/tokens/0/expires: expected a day"},
      {tokens(R"({"name": "a", "sha256": "the token itself", "scopes": ["read:*"]})"),
       "/access/tokens/0/sha256: expected the SHA-256 of a token, 64 hex digits, got 16 "
       "characters"},
      {tokens("{}"), R"(/access/tokens/0: expected a key "sha256")"},
      {tokens("7"), "/access/tokens/0: expected an object, got 7"},
      {tokens(""), "/access/tokens: expected a list with at least one object, got []"},
      {tokens(token("read:*") + "," + token("read:*")), "this token is listed twice"},
      {tokens(token("read:*", R"(, "expire": "2027-01-31")")), R"(did you mean "expires"?)"},
      {tokens(token("push:desk")),
       R"(/pairs/1/private: nobody may read it: expected a token with the scope "read:TMT/USD")"},
      {"{}", "/pairs/1/private: nobody may read it"},
  };
  for (const auto& [access, problem] : rows) {
    EXPECT_THAT(problems(with(access)), HasSubstr(problem)) << access;
    EXPECT_THAT(problems(with(access)), Not(HasSubstr("the token itself")));
  }
}

/// A folder with keys, and a configuration in it.
class ConfigJwt : public testing::Test {
 protected:
  ConfigJwt() {
    folder.write("rsa.pem", TokenSigner::rs256().checked_by());
    folder.write("ed.pem", TokenSigner::ed25519().checked_by());
    folder.write("weak.pem", TokenSigner::rs256(1024).checked_by());
    folder.write("secret", "thirty-two-bytes-of-a-secret-at-least\n");
    folder.write("short", "short");
  }

  ConfigSource keys(const std::string& list, const std::string& more = R"("audience": "us")") {
    auto source = with(R"({"jwt": {)" + more + R"(, "keys": [)" + list + "]}}");
    source.folder = folder.path();
    source.environment = {{"SECRET", "thirty-two-bytes-of-a-secret-at-least"}};
    return source;
  }

  TemporaryFolder folder;
};

TEST_F(ConfigJwt, ReadsKeysOfEveryAlgorithm) {
  const auto config =
      test::load(keys(R"({"algorithm": "HS256", "secret_env": "SECRET"},)"
                      R"({"algorithm": "HS256", "secret_file": "secret", "id": "2026"},)"
                      R"({"algorithm": "RS256", "public_key_file": "rsa.pem"},)"
                      R"({"algorithm": "EdDSA", "public_key_file": "ed.pem"})",
                      R"("audience": "us", "issuer": "https://login.example")"));
  ASSERT_EQ(config.access.jwt.keys.size(), 4U);
  EXPECT_EQ(config.access.jwt.keys[0].fingerprint(), config.access.jwt.keys[1].fingerprint());
  EXPECT_EQ(config.access.jwt.keys[1].id(), "2026");
  EXPECT_EQ(config.access.jwt.keys[3].algorithm(), access::Algorithm::eddsa);
  EXPECT_EQ(config.access.jwt.audience, "us");
  EXPECT_EQ(config.access.jwt.issuer, "https://login.example");
}

TEST_F(ConfigJwt, SaysWhatIsWrongWithAKeyAndNeverRepeatsIt) {
  const Row rows[] = {
      {R"({"algorithm": "none"})", "/access/jwt/keys/0/algorithm: "},
      {R"({"algorithm": "ES256", "public_key_file": "rsa.pem"})", "/access/jwt/keys/0/algorithm: "},
      {R"({})", R"(/access/jwt/keys/0: expected a key "algorithm")"},
      {R"({"algorithm": "HS256"})", R"(one of the keys "secret_env" and "secret_file", got none)"},
      {R"({"algorithm": "HS256", "secret_file": "short"})", "expected at least 32 bytes, got 5"},
      {R"({"algorithm": "HS256", "secret_env": "NONE"})", "environment variable NONE is not set"},
      {R"({"algorithm": "HS256", "secret_file": "secret", "public_key_file": "rsa.pem"})",
       "/public_key_file: HS256 signs with a secret"},
      {R"({"algorithm": "RS256"})", R"(expected a key "public_key_file")"},
      {R"({"algorithm": "RS256", "public_key_file": "ed.pem"})",
       "/public_key_file: expected a public key of RSA"},
      {R"({"algorithm": "RS256", "public_key_file": "weak.pem"})", "2048 bits at least, got 1024"},
      {R"({"algorithm": "RS256", "public_key_file": "secret"})", "expected a public key in PEM"},
      {R"({"algorithm": "EdDSA", "public_key_file": "none.pem"})", "/public_key_file: "},
      {R"({"algorithm": "EdDSA", "public_key_file": "ed.pem", "secret_env": "SECRET"})",
       "/secret_env: RS256 and EdDSA sign with a key pair"},
  };
  for (const auto& [key, problem] : rows) {
    EXPECT_THAT(problems(keys(key)), HasSubstr(problem)) << key;
    EXPECT_THAT(problems(keys(key)), Not(HasSubstr("thirty-two"))) << key;
  }
  EXPECT_THAT(
      problems(keys(R"({"algorithm": "HS256", "secret_env": "SECRET"})", R"("issuer": "x")")),
      HasSubstr(R"(/access/jwt: expected a key "audience")"));
}

TEST(ConfigAccess, APushedFeedNeedsSomebodyWhoMayPush) {
  const std::string desk = R"(, {"name": "desk", "kind": "pushed"})";
  EXPECT_THAT(
      problems(with(tokens(token("read:*")), desk)),
      HasSubstr(R"(/feeds/1: nobody may push to it: expected one of the keys "token_env" and)"));
  const auto both = token("read:*") + R"(, {"name": "b", "sha256": ")" + std::string(64, 'b') +
                    R"(", "scopes": ["push:desk"]})";
  EXPECT_EQ(problems(with(tokens(both), desk)), "");
}

}  // namespace
}  // namespace tickerd::app
