#include "access/bearers.hpp"

#include <gtest/gtest.h>

#include "net/sha256.hpp"
#include "support/token_signer.hpp"

namespace tickerd::access {
namespace {

using test::TokenSigner;

const std::string secret = "a secret of thirty-two bytes, no less";
const auto now = rates::parse_timestamp("2026-05-19T12:00:00Z").value();

Scopes reading(std::string_view word) {
  Scopes scopes;
  EXPECT_TRUE(add_scope(scopes, word));
  return scopes;
}

ApiToken wall(std::string_view word = "read:*") {
  return {.name = "wall",
          .sha256 = net::sha256_hex("open sesame"),
          .scopes = reading(word),
          .until = std::nullopt};
}

JwtRules rules(std::string audience = "tickerd") {
  return {.keys = {JwtKey::make(Algorithm::hs256, secret, "").value()},
          .audience = std::move(audience),
          .issuer = {}};
}

std::string signed_token(std::chrono::seconds lasts) {
  const auto expires = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) + lasts;
  return TokenSigner::hs256(secret).token(R"({"aud":"tickerd","scope":"read:KGS/USD","exp":)" +
                                          std::to_string(expires.count()) + "}");
}

TEST(Bearers, AdmitTheOperatorsOwnTokens) {
  const Bearers bearers({wall()}, {});
  EXPECT_FALSE(bearers.none());
  const auto grant = bearers.admit("open sesame", now);
  ASSERT_TRUE(grant) << grant.error().detail;
  EXPECT_TRUE((*grant)->scopes.reads_all);
  EXPECT_FALSE((*grant)->until);
}

TEST(Bearers, RefuseAllOthers) {
  const Bearers bearers({wall()}, rules());
  for (const auto& token : {std::string(), std::string("open"), std::string("open sesame "),
                            net::sha256_hex("open sesame"), std::string(10'240, 'x')}) {
    const auto grant = bearers.admit(token, now);
    ASSERT_FALSE(grant) << token;
    EXPECT_EQ(grant.error().code, rates::Errc::refused);
    EXPECT_EQ(grant.error().detail, "the token is not accepted");
  }
  EXPECT_TRUE(Bearers().none());
  EXPECT_FALSE(Bearers({}, rules()).none()) << "a key lets in whom it signs for";
  EXPECT_FALSE(Bearers().admit("open sesame", now));
}

TEST(Bearers, RefuseALongTokenWhoeverSignedIt) {
  const Bearers bearers({}, rules());
  const std::string start = R"({"aud":"tickerd","exp":4000000000,"more":")";
  const auto signer = TokenSigner::hs256(secret);
  EXPECT_TRUE(bearers.admit(signer.token(start + std::string(1000, 'x') + "\"}"), now));
  EXPECT_FALSE(bearers.admit(signer.token(start + std::string(7000, 'x') + "\"}"), now));
}

TEST(Bearers, AdmitATokenOfEightKibibytesAndNoLonger) {
  for (const std::size_t length : {8192U, 8193U}) {
    auto token = wall();
    token.sha256 = net::sha256_hex(std::string(length, 'x'));
    EXPECT_EQ(Bearers({token}, {}).admit(std::string(length, 'x'), now).has_value(),
              length == 8192U);
  }
}

TEST(Bearers, AdmitUntilATokenEnds) {
  auto token = wall();
  token.until = now;
  const Bearers bearers({token}, {});
  EXPECT_TRUE(bearers.admit("open sesame", now - std::chrono::milliseconds(1)));
  const auto late = bearers.admit("open sesame", now);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().detail, "the token has expired");
}

TEST(Bearers, AdmitSignedTokensUntilTheyExpire) {
  const Bearers bearers({wall()}, rules());
  const auto grant = bearers.admit(signed_token(std::chrono::seconds(60)), now);
  ASSERT_TRUE(grant) << grant.error().detail;
  EXPECT_EQ((*grant)->until, now + std::chrono::seconds(90));
  EXPECT_EQ((*grant)->scopes.reads.size(), 1U);
}

TEST(Bearers, RenewWhatTheNewConfigurationStillVouchesFor) {
  const Bearers before({wall()}, rules());
  const auto own = before.admit("open sesame", now).value();
  const auto by_key = before.admit(signed_token(std::chrono::seconds(60)), now).value();

  EXPECT_EQ(before.renewed(by_key, now), by_key);
  const auto fewer = Bearers({wall("read:KGS/USD")}, {}).renewed(own, now);
  ASSERT_TRUE(fewer);
  EXPECT_FALSE(fewer->scopes.reads_all) << "what it lets its bearer do now";
  EXPECT_FALSE(Bearers({}, rules()).renewed(own, now)) << "taken back";
  EXPECT_FALSE(Bearers({wall()}, rules("others")).renewed(by_key, now)) << "for others now";
  EXPECT_FALSE(Bearers({wall()}, {}).renewed(by_key, now)) << "the key is gone";
  EXPECT_FALSE(before.renewed(by_key, *by_key->until)) << "its time is over";
}

}  // namespace
}  // namespace tickerd::access
