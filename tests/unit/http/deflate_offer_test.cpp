#include "http/deflate_offer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tickerd::http {
namespace {

const std::string none;
const std::string plain =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
const std::string limited = plain + "; server_max_window_bits=12";

struct OfferCase {
  std::string name;
  std::string extensions;
  std::string answer;
};

class DeflateOffer : public testing::TestWithParam<OfferCase> {};

TEST_P(DeflateOffer, IsAnsweredOrNot) {
  EXPECT_EQ(answer_deflate_offer(GetParam().extensions).value_or(none), GetParam().answer);
}

const OfferCase offers[] = {
    {"Nothing", "", none},
    {"Plain", "permessage-deflate", plain},
    {"OfBrowsers", "permessage-deflate; client_max_window_bits", plain},
    {"OtherCase", "PerMessage-Deflate", plain},
    {"OtherExtension", "x-webkit-deflate-frame", none},
    {"BehindAnother", "foo; bar=1, permessage-deflate", plain},
    {"AllParameters",
     "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
     "server_max_window_bits=15; client_max_window_bits=10",
     limited},
    {"Quoted", "permessage-deflate; server_max_window_bits=\"15\"", limited},
    {"QuotedEscape", "permessage-deflate; client_max_window_bits=\"1\\0\"", plain},
    {"QuotedComma", "foo; bar=\"a, permessage-deflate\"", none},
    {"QuotedSemicolon", "permessage-deflate; client_max_window_bits=\"8;9\"", none},
    {"LargestWindowOfOurs", "permessage-deflate; server_max_window_bits=15", limited},
    {"TheWindowOfOurs", "permessage-deflate; server_max_window_bits=12", limited},
    {"SmallWindowOfOurs", "permessage-deflate; server_max_window_bits=11", none},
    {"SmallestWindowOfOurs", "permessage-deflate; server_max_window_bits=8", none},
    {"WindowOfOursTooLarge", "permessage-deflate; server_max_window_bits=16", none},
    {"TheFirstThatCanBeTaken",
     "permessage-deflate; server_max_window_bits=9, permessage-deflate; server_max_window_bits=14, "
     "permessage-deflate",
     limited},
    {"SmallWindowOfOursAndAFallback",
     "permessage-deflate; server_max_window_bits=11, permessage-deflate", plain},
    {"WindowOfOursWithoutAValue", "permessage-deflate; server_max_window_bits", none},
    {"WindowTooLarge", "permessage-deflate; client_max_window_bits=16", none},
    {"WindowTooSmall", "permessage-deflate; client_max_window_bits=7", none},
    {"WindowWithAZero", "permessage-deflate; client_max_window_bits=08", none},
    {"WindowThatIsNoNumber", "permessage-deflate; client_max_window_bits=x", none},
    {"WindowOfNothing", "permessage-deflate; client_max_window_bits=", none},
    {"TakeoverWithAValue", "permessage-deflate; server_no_context_takeover=1", none},
    {"Unknown", "permessage-deflate; what", none},
    {"Twice", "permessage-deflate; client_max_window_bits; client_max_window_bits=9", none},
    {"EndsWithASemicolon", "permessage-deflate; client_max_window_bits; ;", none},
    {"EndsWithOneSemicolon", "permessage-deflate;", none},
    {"OpenQuote", "permessage-deflate; client_max_window_bits=\"9", none},
};
INSTANTIATE_TEST_SUITE_P(Table, DeflateOffer, testing::ValuesIn(offers),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tickerd::http
