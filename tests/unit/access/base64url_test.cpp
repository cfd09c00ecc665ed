#include "access/base64url.hpp"

#include <gtest/gtest.h>

namespace tickerd::access {
namespace {

TEST(Base64url, ReadsWhatItWrites) {
  std::string bytes;
  for (int value = 0; value < 600; ++value) {
    const auto text = base64url_encoded(bytes);
    EXPECT_EQ(base64url_decoded(text), bytes) << text;
    bytes += static_cast<char>(value * 37);
  }
}

TEST(Base64url, ReadsTheExampleOfItsStandard) {
  // RFC 7515 appendix C.
  const std::string bytes = {3, static_cast<char>(236), static_cast<char>(255),
                             static_cast<char>(224), static_cast<char>(193)};
  EXPECT_EQ(base64url_decoded("A-z_4ME"), bytes);
  EXPECT_EQ(base64url_encoded(bytes), "A-z_4ME");
}

TEST(Base64url, RefusesEverySecondSpelling) {
  EXPECT_EQ(base64url_decoded("YQ"), "a");
  for (const auto* const text :
       {"YQ==", "YQ=", "YR", "Y", "A", "YWJjA", "A+z/4ME", "Y Q", "YQ\n", "YWJ", "YQ."}) {
    EXPECT_FALSE(base64url_decoded(text)) << text;
  }
}

}  // namespace
}  // namespace tickerd::access
