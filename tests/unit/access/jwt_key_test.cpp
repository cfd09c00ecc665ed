#include "access/jwt_key.hpp"

#include <gtest/gtest.h>

#include "support/token_signer.hpp"

namespace tickerd::access {
namespace {

using rates::Errc;
using test::TokenSigner;

const std::string secret = "a secret of thirty-two bytes, no less";

TEST(JwtKey, TakesWhatItsAlgorithmSignsWith) {
  EXPECT_TRUE(JwtKey::make(Algorithm::hs256, secret, ""));
  EXPECT_TRUE(JwtKey::make(Algorithm::hs256, std::string(32, 'x'), ""));
  EXPECT_TRUE(JwtKey::make(Algorithm::rs256, TokenSigner::rs256().checked_by(), ""));
  EXPECT_TRUE(JwtKey::make(Algorithm::eddsa, TokenSigner::ed25519().checked_by(), ""));
}

struct Refusal {
  Algorithm algorithm;
  std::string bytes;
  Errc code;
  const char* detail;
};

TEST(JwtKey, RefusesWhatIsWeakOrOfAnotherKind) {
  const Refusal refusals[] = {
      {Algorithm::hs256, "short", Errc::bad_value, "32 bytes at least, got 5"},
      {Algorithm::hs256, std::string(31, 'x'), Errc::bad_value, "32 bytes at least, got 31"},
      {Algorithm::rs256, "none", Errc::bad_document, "public key in PEM, got none"},
      {Algorithm::eddsa, "", Errc::bad_document, "public key in PEM, got none"},
      {Algorithm::rs256, TokenSigner::rs256(1024).checked_by(), Errc::bad_value,
       "2048 bits at least, got 1024"},
      {Algorithm::rs256, TokenSigner::ed25519().checked_by(), Errc::bad_value, "RSA, got another"},
      {Algorithm::eddsa, TokenSigner::rs256().checked_by(), Errc::bad_value,
       "Ed25519, got another"},
  };
  for (const auto& [algorithm, bytes, code, detail] : refusals) {
    const auto key = JwtKey::make(algorithm, bytes, "");
    ASSERT_FALSE(key) << detail;
    EXPECT_EQ(key.error().code, code) << detail;
    EXPECT_TRUE(key.error().detail.contains(detail)) << key.error().detail;
  }
}

TEST(JwtKey, FingerprintsTellKeysApart) {
  const auto first = JwtKey::make(Algorithm::hs256, secret, "").value();
  EXPECT_EQ(first.fingerprint(), JwtKey::make(Algorithm::hs256, secret, "").value().fingerprint());
  EXPECT_NE(first.fingerprint(),
            JwtKey::make(Algorithm::hs256, secret + "!", "").value().fingerprint());
  EXPECT_FALSE(first.fingerprint().contains("secret"));
}

TEST(JwtKey, KnowsTheNamesOfAlgorithms) {
  EXPECT_EQ(parse_algorithm("HS256").value(), Algorithm::hs256);
  EXPECT_EQ(parse_algorithm("RS256").value(), Algorithm::rs256);
  EXPECT_EQ(parse_algorithm("EdDSA").value(), Algorithm::eddsa);
  for (const auto* const name : {"none", "None", "NONE", "hs256", "HS384", "ES256", "PS256", ""}) {
    EXPECT_FALSE(parse_algorithm(name)) << name;
  }
}

}  // namespace
}  // namespace tickerd::access
