#include "http/deflate_offer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

struct OfferCase {
  std::string name;
  std::string extensions;
  bool taken;
};

class DeflateOffer : public testing::TestWithParam<OfferCase> {};

TEST_P(DeflateOffer, IsTakenOrNot) {
  EXPECT_EQ(offers_deflate(GetParam().extensions), GetParam().taken);
}

const OfferCase offers[] = {
    {"Nothing", "", false},
    {"Plain", "permessage-deflate", true},
    {"OfBrowsers", "permessage-deflate; client_max_window_bits", true},
    {"OtherCase", "PerMessage-Deflate", true},
    {"OtherExtension", "x-webkit-deflate-frame", false},
    {"BehindAnother", "foo; bar=1, permessage-deflate", true},
    {"AllParameters",
     "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
     "server_max_window_bits=15; client_max_window_bits=10",
     true},
    {"Quoted", "permessage-deflate; server_max_window_bits=\"15\"", true},
    {"QuotedEscape", "permessage-deflate; client_max_window_bits=\"1\\0\"", true},
    {"QuotedComma", "foo; bar=\"a, permessage-deflate\"", false},
    {"QuotedSemicolon", "permessage-deflate; client_max_window_bits=\"8;9\"", false},
    {"SmallWindowOfOurs", "permessage-deflate; server_max_window_bits=10", false},
    {"SmallWindowOfOursAndAFallback",
     "permessage-deflate; server_max_window_bits=10, permessage-deflate", true},
    {"WindowOfOursWithoutAValue", "permessage-deflate; server_max_window_bits", false},
    {"WindowTooLarge", "permessage-deflate; client_max_window_bits=16", false},
    {"WindowTooSmall", "permessage-deflate; client_max_window_bits=7", false},
    {"WindowWithAZero", "permessage-deflate; client_max_window_bits=08", false},
    {"WindowThatIsNoNumber", "permessage-deflate; client_max_window_bits=x", false},
    {"WindowOfNothing", "permessage-deflate; client_max_window_bits=", false},
    {"TakeoverWithAValue", "permessage-deflate; server_no_context_takeover=1", false},
    {"Unknown", "permessage-deflate; what", false},
    {"Twice", "permessage-deflate; client_max_window_bits; client_max_window_bits=9", false},
    {"EndsWithASemicolon", "permessage-deflate; client_max_window_bits; ;", false},
    {"OpenQuote", "permessage-deflate; client_max_window_bits=\"9", false},
};
INSTANTIATE_TEST_SUITE_P(Table, DeflateOffer, testing::ValuesIn(offers),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
