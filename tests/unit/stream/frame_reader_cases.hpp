#pragma once

#include <cstddef>
#include <ostream>
#include <string>

#include "unit/stream/client_bytes.hpp"

namespace tickerd::stream::test {

/// Bytes of a client and the events they must give, as shown() writes them.
struct ReadCase {
  std::string name;
  std::string input;
  std::string events;
  std::size_t limit = 4096;
};

inline void PrintTo(const ReadCase& row, std::ostream* out) { *out << row.name; }

inline const std::string unicode = "\u043a\u0443\u0440\u0441 \u20ac \U0001F4B1";
inline const std::string long_text = repeated("0123456789", 20);

inline const ReadCase read_cases[] = {
    // Data frames
    {"Text", frame(0x81, "Hello"), "text(Hello)"},
    {"TextOfTheStandard", bytes({0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58}),
     "text(Hello)"},
    {"EmptyText", frame(0x81, ""), "text()"},
    {"Binary", frame(0x82, "ab"), "binary(ab)"},
    {"BinaryNeedsNoUtf8", frame(0x82, bytes({0xFF, 0xC0})), "binary(" + bytes({0xFF, 0xC0}) + ")"},
    {"TwoMessages", frame(0x81, "a") + frame(0x81, "b"), "text(a) text(b)"},
    {"MaskOfZeros", frame(0x81, "abc", {0, 0, 0, 0}), "text(abc)"},
    {"Length125", frame(0x81, std::string(125, 'x')), "text(" + std::string(125, 'x') + ")"},
    {"Length126", frame(0x81, std::string(126, 'x')), "text(" + std::string(126, 'x') + ")"},
    {"Length127", frame(0x81, std::string(127, 'x')), "text(" + std::string(127, 'x') + ")"},
    {"LengthOverEightBytes", frame(0x81, long_text), "text(" + long_text + ")"},
    {"Length65535", frame(0x82, std::string(65535, 'x')), "binary(" + std::string(65535, 'x') + ")",
     70000},
    {"Length65536", frame(0x82, std::string(65536, 'x')), "binary(" + std::string(65536, 'x') + ")",
     70000},
    // Fragments
    {"TwoFragments", frame(0x01, "Hel") + frame(0x80, "lo"), "text(Hello)"},
    {"ThreeFragments", frame(0x01, "a") + frame(0x00, "b") + frame(0x80, "c"), "text(abc)"},
    {"EmptyFragments", frame(0x01, "") + frame(0x00, "") + frame(0x80, ""), "text()"},
    {"BinaryFragments", frame(0x02, "a") + frame(0x80, bytes({0xFF})),
     "binary(a" + bytes({0xFF}) + ")"},
    {"EachFragmentHasItsMask", frame(0x01, "abc", {1, 2, 3, 4}) + frame(0x80, "def", {5, 6, 7, 8}),
     "text(abcdef)"},
    {"PingBetweenFragments", frame(0x01, "Hel") + frame(0x89, "p") + frame(0x80, "lo"),
     "ping(p) text(Hello)"},
    {"PongBetweenFragments", frame(0x01, "Hel") + frame(0x8A, "p") + frame(0x80, "lo"),
     "pong(p) text(Hello)"},
    {"ManyPingsBetweenFragments",
     frame(0x01, "a") + frame(0x89, "1") + frame(0x89, "2") + frame(0x00, "b") + frame(0x89, "3") +
         frame(0x80, "c"),
     "ping(1) ping(2) ping(3) text(abc)"},
    {"CloseBetweenFragments", frame(0x01, "a") + close(1000), "close(1000)"},
    {"ContinuationOfNothing", frame(0x80, "a"), "fail(1002)"},
    {"ContinuationAfterTheEnd", frame(0x81, "a") + frame(0x80, "b"), "text(a) fail(1002)"},
    {"UnfinishedContinuationOfNothing", frame(0x00, "a"), "fail(1002)"},
    {"ContinuationAfterPing", frame(0x89, "") + frame(0x80, "b"), "ping() fail(1002)"},
    {"TextWithinText", frame(0x01, "a") + frame(0x81, "b"), "fail(1002)"},
    {"BinaryWithinText", frame(0x01, "a") + frame(0x82, "b"), "fail(1002)"},
    {"TextWithinEmptyText", frame(0x01, "") + frame(0x01, ""), "fail(1002)"},
    // Control frames
    {"Ping", frame(0x89, "hi"), "ping(hi)"},
    {"EmptyPing", frame(0x89, ""), "ping()"},
    {"LongestPing", frame(0x89, std::string(125, 'p')), "ping(" + std::string(125, 'p') + ")"},
    {"PingMayBeBinary", frame(0x89, bytes({0xFF})), "ping(" + bytes({0xFF}) + ")"},
    {"Pong", frame(0x8A, "hi"), "pong(hi)"},
    {"PingOf126", frame(0x89, std::string(126, 'p')), "fail(1002)"},
    {"PingOf65536", frame(0x89, std::string(65536, 'p')), "fail(1002)"},
    {"PongOf126", frame(0x8A, std::string(126, 'p')), "fail(1002)"},
    {"CloseOf126", close(1000, std::string(124, 'p')), "fail(1002)"},
    {"FragmentedPing", frame(0x09, "a"), "fail(1002)"},
    {"FragmentedPong", frame(0x0A, "a"), "fail(1002)"},
    {"FragmentedClose", frame(0x08, ""), "fail(1002)"},
    {"PingIsNotCountedByTheLimit", frame(0x89, "12345678"), "ping(12345678)", 4},
    // Reserved bits and opcodes
    {"Reserved1", frame(0xC1, "a"), "fail(1002)"},
    {"Reserved2", frame(0xA1, "a"), "fail(1002)"},
    {"Reserved3", frame(0x91, "a"), "fail(1002)"},
    {"ReservedOnPing", frame(0xC9, "a"), "fail(1002)"},
    {"ReservedOnClose", frame(0x98, ""), "fail(1002)"},
    {"ReservedOnContinuation", frame(0x01, "a") + frame(0xC0, "b"), "fail(1002)"},
    {"Opcode3", frame(0x83, "a"), "fail(1002)"},
    {"Opcode4", frame(0x84, "a"), "fail(1002)"},
    {"Opcode5", frame(0x85, "a"), "fail(1002)"},
    {"Opcode6", frame(0x86, "a"), "fail(1002)"},
    {"Opcode7", frame(0x87, "a"), "fail(1002)"},
    {"OpcodeB", frame(0x8B, "a"), "fail(1002)"},
    {"OpcodeC", frame(0x8C, "a"), "fail(1002)"},
    {"OpcodeD", frame(0x8D, "a"), "fail(1002)"},
    {"OpcodeE", frame(0x8E, "a"), "fail(1002)"},
    {"OpcodeF", frame(0x8F, "a"), "fail(1002)"},
    {"ReservedOpcodeBetweenFragments", frame(0x01, "a") + frame(0x03, "b"), "fail(1002)"},
    {"FirstByteDecides", bytes({0xF1}), "fail(1002)"},
    // Mask and length
    {"UnmaskedText", bytes({0x81, 0x01, 'a'}), "fail(1002)"},
    {"UnmaskedPing", bytes({0x89, 0x00}), "fail(1002)"},
    {"UnmaskedClose", bytes({0x88, 0x00}), "fail(1002)"},
    {"UnmaskedContinuation", frame(0x01, "a") + bytes({0x80, 0x01, 'b'}), "fail(1002)"},
    {"Length125InTwoBytes", bytes({0x82, 0xFE, 0x00, 0x7D}), "fail(1002)"},
    {"Length0InTwoBytes", bytes({0x82, 0xFE, 0x00, 0x00}), "fail(1002)"},
    {"Length126InEightBytes", bytes({0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0x7E}), "fail(1002)"},
    {"Length65535InEightBytes", bytes({0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), "fail(1002)"},
    {"HighBitOfLength", bytes({0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), "fail(1002)"},
    {"AllBitsOfLength", bytes({0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
     "fail(1002)"},
    {"LengthOfTwoToThe62", bytes({0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0}), "fail(1009)"},
    {"LengthOfTwoToThe40", bytes({0x81, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0}), "fail(1009)"},
    {"LengthOfTwoToThe63LessOne",
     bytes({0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), "fail(1009)"},
    // Size limit
    {"AtTheLimit", frame(0x81, "1234"), "text(1234)", 4},
    {"OverTheLimit", frame(0x81, "12345"), "fail(1009)", 4},
    {"OverTheLimitByItsHeaderAlone", bytes({0x81, 0x85}), "fail(1009)", 4},
    {"FragmentsAtTheLimit", frame(0x01, "12") + frame(0x80, "34"), "text(1234)", 4},
    {"FragmentsOverTheLimit", frame(0x01, "12") + frame(0x80, "345"), "fail(1009)", 4},
    {"LengthsThatOverflowTogether",
     frame(0x02, "12") + bytes({0x80, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
     "fail(1009)"},
    {"LimitIsForOneMessage", frame(0x81, "1234") + frame(0x81, "5678"), "text(1234) text(5678)", 4},
    {"LimitZeroTakesEmptyText", frame(0x81, ""), "text()", 0},
    // UTF-8
    {"Unicode", frame(0x81, unicode), "text(" + unicode + ")"},
    {"UnicodeCutBetweenFragments",
     frame(0x01, unicode.substr(0, 1)) + frame(0x80, unicode.substr(1)), "text(" + unicode + ")"},
    {"UnicodeCutAroundPing", frame(0x01, "\xE2\x82") + frame(0x89, "p") + frame(0x80, "\xAC"),
     "ping(p) text(\u20ac)"},
    {"LoneContinuationByte", frame(0x81, "\x80"), "fail(1007)"},
    {"BadByteAfterAscii", frame(0x81, "abcdefgh\xFF"), "fail(1007)"},
    {"OverlongSlash", frame(0x81, "\xC0\xAF"), "fail(1007)"},
    {"Surrogate", frame(0x81, "\xED\xA0\x80"), "fail(1007)"},
    {"AboveUnicode", frame(0x81, "\xF4\x90\x80\x80"), "fail(1007)"},
    {"TextEndsWithinCharacter", frame(0x81, "\xE2\x82"), "fail(1007)"},
    {"FragmentsEndWithinCharacter", frame(0x01, "\xE2") + frame(0x80, "\x82"), "fail(1007)"},
    {"BadTextFailsBeforeItsEnd", frame(0x01, "\xFF") + frame(0x89, ""), "fail(1007)"},
    {"BadTextFailsWithinItsFrame", frame(0x81, "ab\xFF....").substr(0, 9), "fail(1007)"},
    // Close
    {"CloseWithoutCode", frame(0x88, ""), "close()"},
    {"CloseWithReason", close(1000, "done"), "close(1000done)"},
    {"CloseWithLongestReason", close(1001, std::string(123, 'r')),
     "close(1001" + std::string(123, 'r') + ")"},
    {"CloseWithOneByte", frame(0x88, "\x03"), "fail(1002)"},
    {"CloseReasonNotUtf8", close(1000, "\xC3"), "fail(1007)"},
    {"BytesAfterCloseAreIgnored", close(1000) + frame(0x81, "late") + bytes({0xFF, 0xFF}),
     "close(1000)"},
    {"BytesAfterFailureAreIgnored", frame(0x83, "") + frame(0x81, "late"), "fail(1002)"},
    {"Close999", close(999), "fail(1002)"},
    {"Close0", close(0), "fail(1002)"},
    {"Close1001", close(1001), "close(1001)"},
    {"Close1002", close(1002), "close(1002)"},
    {"Close1003", close(1003), "close(1003)"},
    {"Close1004", close(1004), "fail(1002)"},
    {"Close1005", close(1005), "fail(1002)"},
    {"Close1006", close(1006), "fail(1002)"},
    {"Close1007", close(1007), "close(1007)"},
    {"Close1011", close(1011), "close(1011)"},
    {"Close1014", close(1014), "close(1014)"},
    {"Close1015", close(1015), "fail(1002)"},
    {"Close1016", close(1016), "fail(1002)"},
    {"Close2999", close(2999), "fail(1002)"},
    {"Close3000", close(3000), "close(3000)"},
    {"Close4999", close(4999), "close(4999)"},
    {"Close5000", close(5000), "fail(1002)"},
    {"Close65535", close(65535), "fail(1002)"},
    // Not complete
    {"HalfAHeader", bytes({0x81, 0xFE, 0x01}), ""},
    {"HalfAPayload", frame(0x81, "Hello").substr(0, 8), ""},
    {"UnfinishedMessage", frame(0x01, "Hello"), ""},
};

}  // namespace tickerd::stream::test
