#include "access/scope.hpp"

#include <gtest/gtest.h>

namespace tickerd::access {
namespace {

rates::CurrencyPair pair(std::string_view text) { return rates::CurrencyPair::parse(text).value(); }

TEST(Scope, SaysWhichPairsMayBeRead) {
  Scopes scopes;
  ASSERT_TRUE(add_scope(scopes, "read:KZT/USD"));
  ASSERT_TRUE(add_scope(scopes, "read:KGS/USD"));
  ASSERT_TRUE(add_scope(scopes, "read:KGS/USD"));
  EXPECT_EQ(scopes.reads, (std::vector{pair("KGS/USD"), pair("KZT/USD")}));
  EXPECT_TRUE(scopes.may_read(pair("KGS/USD")));
  EXPECT_FALSE(scopes.may_read(pair("USD/KGS"))) << "not the other way round";
  EXPECT_FALSE(scopes.may_read(pair("TJS/USD")));
}

TEST(Scope, StarIsEveryPair) {
  Scopes scopes;
  ASSERT_TRUE(add_scope(scopes, "read:*"));
  EXPECT_TRUE(scopes.may_read(pair("TJS/USD")));
  EXPECT_TRUE(scopes.pushes.empty());
}

TEST(Scope, SaysWhichFeedsMayBePushedTo) {
  Scopes scopes;
  ASSERT_TRUE(add_scope(scopes, "push:desk"));
  EXPECT_EQ(scopes.pushes, std::vector<std::string>{"desk"});
  EXPECT_FALSE(scopes.may_read(pair("TJS/USD"))) << "who may push may not read";
}

TEST(Scope, OtherWordsAreRefusedAndGrantNothing) {
  for (const auto* const word : {"", "read", "read:", "read:KGS", "read:*/USD", "push:", "push",
                                 "*", "READ:*", " read:*", "admin", "read:* ", "read:**"}) {
    Scopes scopes;
    const auto added = add_scope(scopes, word);
    ASSERT_FALSE(added) << word;
    EXPECT_EQ(added.error().code, rates::Errc::bad_argument);
    EXPECT_TRUE(added.error().detail.contains(rates::in_quotes(word))) << added.error().detail;
    EXPECT_EQ(scopes, Scopes{}) << word;
  }
}

}  // namespace
}  // namespace tickerd::access
