#include "http/tls_context.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "support/certificate.hpp"

namespace tickerd::http {
namespace {

using tickerd::test::make_certificate;

std::string fault(std::string_view certificate, std::string_view key) {
  const auto made = TlsContext::make(certificate, key);
  return made ? "none" : made.error().detail;
}

TEST(TlsContext, KnowsWhenTheCertificateEnds) {
  const auto made = make_certificate({.days = 3});
  const auto context = TlsContext::make(made.certificate, made.key);
  ASSERT_TRUE(context) << context.error().detail;
  const auto left = (*context)->expires_at() - std::chrono::system_clock::now();
  EXPECT_GT(left, std::chrono::hours(71));
  EXPECT_LE(left, std::chrono::hours(72));
}

TEST(TlsContext, PresentsAChain) {
  const auto own = make_certificate({.days = 3});
  const auto issuer = make_certificate({.days = 300});
  const auto context = TlsContext::make(own.certificate + issuer.certificate + "\n", own.key);
  ASSERT_TRUE(context) << context.error().detail;
  EXPECT_LT((*context)->expires_at(), std::chrono::system_clock::now() + std::chrono::hours(73));
}

TEST(TlsContext, SaysWhatIsWrong) {
  const auto made = make_certificate();
  const auto other = make_certificate();
  const auto cut = made.certificate.substr(0, made.certificate.size() / 2);
  EXPECT_EQ(fault("", made.key), "expected certificates in PEM, got none");
  EXPECT_EQ(fault("-----BEGIN", made.key), "expected certificates in PEM, got none");
  EXPECT_EQ(fault(made.key, made.key), "expected certificates in PEM, got none");
  EXPECT_EQ(fault(cut, made.key), "expected certificates in PEM, got none");
  EXPECT_EQ(fault(made.certificate + cut, made.key),
            "expected a certificate in PEM, the 2. of them is none");
  EXPECT_EQ(fault(made.certificate, ""), "expected a private key in PEM, got none");
  EXPECT_EQ(fault(made.certificate, made.certificate), "expected a private key in PEM, got none");
  EXPECT_EQ(fault(made.certificate, other.key),
            "expected the private key of the certificate, got another");
}

TEST(TlsContext, AsksNobodyForAPassPhrase) {
  const auto made = make_certificate();
  const std::string locked =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh1vNLMDZNuPgICCAAw\n"
      "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEA==\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";
  EXPECT_EQ(fault(made.certificate, locked),
            "expected a private key without a pass phrase, got one with it");
}

}  // namespace
}  // namespace tickerd::http
