#include "access/jwt.hpp"

#include <gtest/gtest.h>

#include "access/base64url.hpp"
#include "support/token_signer.hpp"

namespace tickerd::access {
namespace {

using test::TokenSigner;

const std::string secret = "a secret of thirty-two bytes, no less";
const auto now = rates::parse_timestamp("2026-05-19T12:00:00Z").value();
const auto noon = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();

const TokenSigner& rsa() {
  static const auto signer = TokenSigner::rs256();
  return signer;
}
const TokenSigner& ed() {
  static const auto signer = TokenSigner::ed25519();
  return signer;
}
const TokenSigner& hmac() {
  static const auto signer = TokenSigner::hs256(secret);
  return signer;
}

JwtKey key_of(Algorithm algorithm, const TokenSigner& signer, std::string id = {}) {
  return JwtKey::make(algorithm, signer.checked_by(), std::move(id)).value();
}

JwtRules all_keys() {
  return {.keys = {key_of(Algorithm::hs256, hmac()), key_of(Algorithm::rs256, rsa()),
                   key_of(Algorithm::eddsa, ed())},
          .audience = "tickerd",
          .issuer = "https://login.example"};
}

/// Good claims, and what is put in or in place of one of them.
std::string claims(std::string_view more = {}, int lasts = 60) {
  return R"({"aud":"tickerd","iss":"https://login.example","scope":"read:KGS/USD openid","exp":)" +
         std::to_string(noon + lasts) + std::string(more) + "}";
}

TEST(Jwt, IsGoodByEachAlgorithm) {
  for (const auto* signer : {&hmac(), &rsa(), &ed()}) {
    const auto read = read_jwt(signer->token(claims()), all_keys(), now);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->scopes.reads.size(), 1U);
    EXPECT_FALSE(read->scopes.reads_all);
    EXPECT_EQ(read->until, now + std::chrono::seconds(60) + clock_leeway);
  }
}

TEST(Jwt, IsGoodByTheExampleOfItsStandard) {
  // RFC 8037 appendix A.4, whose payload is no JSON: only the signature can be right.
  const auto* const pem =
      "-----BEGIN PUBLIC KEY-----\n"
      "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
      "-----END PUBLIC KEY-----\n";
  const auto key = JwtKey::make(Algorithm::eddsa, pem, "").value();
  const auto signature = base64url_decoded(
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
  EXPECT_TRUE(key.signs("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", *signature));
  EXPECT_FALSE(key.signs("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbm", *signature));
}

TEST(Jwt, RotatesWithTwoKeysAtATime) {
  const auto old = TokenSigner::hs256(secret + " of last year");
  JwtRules rules = all_keys();
  rules.keys = {key_of(Algorithm::hs256, old, "2025"), key_of(Algorithm::hs256, hmac(), "2026")};
  const auto with_id = [](const TokenSigner& signer, std::string_view id) {
    return signer.token(R"({"alg":"HS256","kid":")" + std::string(id) + R"("})", claims());
  };
  EXPECT_TRUE(read_jwt(with_id(old, "2025"), rules, now));
  EXPECT_TRUE(read_jwt(with_id(hmac(), "2026"), rules, now));
  EXPECT_TRUE(read_jwt(hmac().token(claims()), rules, now)) << "without a kid, every key is tried";
  EXPECT_FALSE(read_jwt(with_id(hmac(), "2025"), rules, now)) << "the kid of another key";
  EXPECT_FALSE(read_jwt(with_id(hmac(), "../../dev/null"), rules, now));
  rules.keys.erase(rules.keys.begin());
  EXPECT_FALSE(read_jwt(with_id(old, "2025"), rules, now)) << "taken out";
}

struct Row {
  std::string name;
  std::string token;
  std::string detail = "the token is not accepted";
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

/// The token with its last part replaced.
std::string with_signature(const std::string& token, std::string_view signature) {
  return token.substr(0, token.rfind('.') + 1) + std::string(signature);
}

std::string unsigned_token(std::string_view header) {
  return base64url_encoded(header) + '.' + base64url_encoded(claims()) + '.';
}

std::string flipped(std::string text, std::size_t at) {
  text[at] = text[at] == 'A' ? 'B' : 'A';
  return text;
}

std::string with(std::string_view text, std::string_view what, std::string_view by) {
  std::string changed(text);
  return changed.replace(changed.find(what), what.size(), by);
}

std::vector<Row> refusals() {
  const auto good = hmac().token(claims());
  const auto in = [](int seconds) { return std::to_string(noon + seconds); };
  // Signed with the public key of RSA as if it were a secret.
  const auto confused = TokenSigner::hs256(rsa().checked_by());
  return {
      {"Empty", ""},
      {"NoDots", "abc"},
      {"OneDot", "abc.def"},
      {"ThreeDots", good + ".x"},
      {"OnlyDots", ".."},
      {"None", unsigned_token(R"({"alg":"none"})")},
      {"NoneInCapitals", unsigned_token(R"({"alg":"NONE"})")},
      {"NoneWithASignature", with_signature(unsigned_token(R"({"alg":"none"})"), "AAAA")},
      {"NoAlgorithm", hmac().token(R"({"typ":"JWT"})", claims())},
      {"AlgorithmThatIsNoText", hmac().token(R"({"alg":256})", claims())},
      {"AnotherAlgorithm", hmac().token(R"({"alg":"HS384"})", claims())},
      {"SecretOfThePublicKey", confused.token(claims())},
      {"SecretSaidToBeRsa", hmac().token(R"({"alg":"RS256"})", claims())},
      {"RsaSaidToBeEd", rsa().token(R"({"alg":"EdDSA"})", claims())},
      {"AnotherSecret", TokenSigner::hs256(secret + "?").token(claims())},
      {"AnotherRsaKey", TokenSigner::rs256().token(claims())},
      {"AnotherEdKey", TokenSigner::ed25519().token(claims())},
      {"NoSignature", with_signature(good, "")},
      {"HalfASignature", good.substr(0, good.size() - 20)},
      {"LongerSignature", good + "AAAA"},
      {"ChangedSignature", flipped(good, good.size() - 10)},
      {"ChangedClaims", flipped(good, good.find('.') + 10)},
      {"ChangedHeader", flipped(good, 10)},
      {"PaddedSignature", good + "="},
      {"CriticalExtension", hmac().token(R"({"alg":"HS256","crit":["exp"],"exp":1})", claims())},
      {"KidThatIsNoText", hmac().token(R"({"alg":"HS256","kid":7})", claims())},
      {"HeaderThatIsNoObject", hmac().token(R"(["alg"])", claims())},
      {"ClaimsThatAreNoJson", hmac().token("{")},
      {"ClaimsThatAreNoObject", hmac().token("[1]")},
      {"NoAudience", hmac().token(with(claims(), R"("aud":"tickerd",)", ""))},
      {"AnotherAudience", hmac().token(with(claims(), R"("tickerd")", R"("tickers")"))},
      {"AudiencesOfOthers", hmac().token(with(claims(), R"("tickerd")", R"(["a",1,null])"))},
      {"NoIssuer", hmac().token(with(claims(), R"("iss":"https://login.example",)", ""))},
      {"AnotherIssuer", hmac().token(with(claims(), "login.example", "login.example.evil"))},
      {"NoExpiry", hmac().token(with(claims(), R"("exp")", R"("exq")"))},
      {"ExpiryInWords", hmac().token(with(claims(), in(60), R"("tomorrow")"))},
      {"Expired", hmac().token(claims({}, -30)), "the token has expired"},
      {"ExpiredLongAgo", hmac().token(with(claims(), in(60), "-1e300")), "the token has expired"},
      {"NotYet", hmac().token(claims(R"(,"nbf":)" + in(31))), "the token is not valid yet"},
      {"NotYetInAges", hmac().token(claims(R"(,"nbf":1e300)")), "the token is not valid yet"},
      {"BeginInWords", hmac().token(claims(R"(,"nbf":"now")"))},
  };
}

class JwtRefusals : public testing::TestWithParam<Row> {};

TEST_P(JwtRefusals, SayNoMoreThanTheyMust) {
  const auto read = read_jwt(GetParam().token, all_keys(), now);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, rates::Errc::refused);
  EXPECT_EQ(read.error().detail, GetParam().detail);
}

INSTANTIATE_TEST_SUITE_P(Table, JwtRefusals, testing::ValuesIn(refusals()),
                         [](const auto& row) { return row.param.name; });

TEST(Jwt, ClocksMayBeApartALittle) {
  EXPECT_TRUE(read_jwt(hmac().token(claims({}, -29)), all_keys(), now));
  EXPECT_TRUE(
      read_jwt(hmac().token(claims(R"(,"nbf":)" + std::to_string(noon + 30))), all_keys(), now));
}

TEST(Jwt, TakesOneOfSeveralAudiencesAndAnyIssuerWhereNoneIsAskedFor) {
  auto rules = all_keys();
  rules.issuer.clear();
  const auto token = with(with(claims(), R"("tickerd")", R"(["other","tickerd"])"), "login", "any");
  EXPECT_TRUE(read_jwt(hmac().token(token), rules, now));
}

TEST(Jwt, AnExpiryInAgesIsFarAndFinite) {
  const auto read =
      read_jwt(hmac().token(with(claims(), std::to_string(noon + 60), "1e300")), all_keys(), now);
  ASSERT_TRUE(read);
  EXPECT_GT(read->until, now + std::chrono::years(900));
}

TEST(Jwt, ScopesOfOthersAndBrokenOnesGrantNothing) {
  const auto read = read_jwt(
      hmac().token(with(claims(), "read:KGS/USD openid", "openid read:** read:KGS push:desk")),
      all_keys(), now);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->scopes.reads.empty());
  EXPECT_FALSE(read->scopes.reads_all);
  EXPECT_EQ(read->scopes.pushes, std::vector<std::string>{"desk"});
}

}  // namespace
}  // namespace tickerd::access
