#pragma once

#include <ostream>
#include <string>

namespace tickerd::http::test {

/// Bytes of a client that are no request, or one that is not taken, and the status they get.
struct BadCase {
  std::string name;
  std::string bytes;
  int status;
};

inline void PrintTo(const BadCase& row, std::ostream* out) { *out << row.name; }

inline std::string request(const std::string& line, const std::string& headers) {
  return line + "\r\n" + headers + "\r\n";
}
inline const std::string get = "GET / HTTP/1.1";
inline const std::string host = "Host: a\r\n";

inline std::string chunked(const std::string& body) {
  return request("POST / HTTP/1.1", host + "Transfer-Encoding: chunked\r\n") + body;
}

inline const BadCase bad_cases[] = {
    {"NoHost", request(get, ""), 400},
    {"TwoHosts", request(get, host + host), 400},
    {"HostWithUser", request(get, "Host: a@b\r\n"), 400},
    {"HostWithPath", request(get, "Host: a/b\r\n"), 400},
    {"FoldedLine", request(get, host + "A: b\r\n c\r\n"), 400},
    {"BlankBeforeColon", request(get, host + "A : b\r\n"), 400},
    {"NoColon", request(get, host + "A\r\n"), 400},
    {"NulInValue", request(get, host + std::string("A: b\0c\r\n", 8)), 400},
    {"ControlInTarget", request("GET /\x01 HTTP/1.1", host), 400},
    {"HighByteInTarget", request("GET /\xff HTTP/1.1", host), 400},
    {"Fragment", request("GET /#a HTTP/1.1", host), 400},
    {"BadEscape", request("GET /%zz HTTP/1.1", host), 400},
    {"CutEscape", request("GET /%4 HTTP/1.1", host), 400},
    {"EscapedNul", request("GET /%00 HTTP/1.1", host), 400},
    {"EscapedLineEnd", request("GET /?a=%0d%0a HTTP/1.1", host), 400},
    {"RelativeTarget", request("GET demo HTTP/1.1", host), 400},
    {"UnknownMethod", request("BREW / HTTP/1.1", host), 501},
    {"NewerVersion", request("GET / HTTP/2.0", host), 505},
    {"NoVersion", "GET /\r\n\r\n", 400},
    {"DeleteInTarget", request("GET /\x7f HTTP/1.1", host), 400},
    {"Tls", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400},
    {"CodingGzip", request(get, host + "Transfer-Encoding: gzip\r\n"), 501},
    {"CodingTwice", request(get, host + "Transfer-Encoding: chunked, chunked\r\n"), 501},
    {"CodingIdentity", request(get, host + "Transfer-Encoding: chunked, identity\r\n"), 501},
    {"CodingLookAlike", request(get, host + "Transfer-Encoding: xchunked\r\n"), 501},
    {"CodingLines",
     request(get, host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400},
    {"CodingAndLength", request(get, host + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
     400},
    {"LengthAndCoding", request(get, host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
     400},
    {"CodingInOldVersion", request("POST / HTTP/1.0", host + "Transfer-Encoding: chunked\r\n"),
     400},
    {"TwoLengths", request(get, host + "Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
    {"SameLengthTwice", request(get, host + "Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
    {"NegativeLength", request(get, host + "Content-Length: -1\r\n"), 400},
    {"LengthNoNumber", request(get, host + "Content-Length: 5x\r\n"), 400},
    {"BodyTooLarge", request("POST / HTTP/1.1", host + "Content-Length: 65537\r\n"), 413},
    {"OtherExpectation", request("POST / HTTP/1.1", host + "Content-Length: 5\r\nExpect: more\r\n"),
     417},
    {"HeaderTooLarge", request(get, host + "A: " + std::string(17'000, 'a') + "\r\n"), 431},
    {"TargetTooLong", request("GET /" + std::string(9'000, 'a') + " HTTP/1.1", host), 414},
    {"TargetTooLongByOne", request("GET /" + std::string(8'192, 'a') + " HTTP/1.1", host), 414},
    {"LineTooLong", "GET /" + std::string(20'000, 'a'), 414},
    {"BareLineFeeds", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"BareReturnInValue", request(get, host + "A: b\rc\r\n"), 400},
    {"BareLineFeedInValue", request(get, host + "A: b\nX: c\r\n"), 400},
    {"TwoBlanksInLine", request("GET  / HTTP/1.1", host), 400},
    {"BlankBeforeLine", request(" GET / HTTP/1.1", host), 400},
    {"BlankBehindVersion", request("GET / HTTP/1.1 ", host), 400},
    {"TabsInLine", request("GET\t/\tHTTP/1.1", host), 400},
    {"FourPartsInLine", request("GET / / HTTP/1.1", host), 400},
    {"LowerCaseVersion", request("GET / http/1.1", host), 400},
    {"NoProtocolName", request("GET / 1.1", host), 400},
    {"OldestVersion", request("GET / HTTP/0.9", host), 505},
    {"UnknownMinorVersion", request("GET / HTTP/1.2", host), 505},
    {"LowerCaseMethod", request("get / HTTP/1.1", host), 501},
    {"EmptyMethod", request(" / HTTP/1.1", host), 400},
    {"EmptyTarget", request("GET  HTTP/1.1", host), 400},
    {"AsteriskOfGet", request("GET * HTTP/1.1", host), 400},
    {"Authority", request("CONNECT a:443 HTTP/1.1", host), 400},
    {"EmptyName", request(get, host + ": b\r\n"), 400},
    {"NameWithBlank", request(get, host + "A B: c\r\n"), 400},
    {"NameWithHighByte", request(get, host + "\xc3\xa4: c\r\n"), 400},
    {"NameWithBracket", request(get, host + "A[0]: c\r\n"), 400},
    {"DeleteInValue", request(get, host + "A: b\x7f\r\n"), 400},
    {"FirstLineFolded", request(get, " A: b\r\n" + host), 400},
    {"PlusInLength", request(get, host + "Content-Length: +5\r\n"), 400},
    {"LengthInHex", request(get, host + "Content-Length: 0x5\r\n"), 400},
    {"EmptyLength", request(get, host + "Content-Length: \r\n"), 400},
    {"ListOfLengths", request(get, host + "Content-Length: 5, 5\r\n"), 400},
    {"LengthOfTwoToThe64", request(get, host + "Content-Length: 18446744073709551616\r\n"), 400},
    {"LengthThatWraps", request(get, host + "Content-Length: 18446744073709551621\r\n"), 400},
    {"CodingEmpty", request(get, host + "Transfer-Encoding: \r\n"), 501},
    {"CodingWithTab", request(get, host + "Transfer-Encoding: chunked\tx\r\n"), 501},
    {"CodingQuoted", request(get, host + "Transfer-Encoding: \"chunked\"\r\n"), 501},
    {"ChunkNoNumber", chunked("x\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkNegative", chunked("-1\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkInHex", chunked("0x3\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkOverflows", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkTooLarge", chunked("10001\r\n" + std::string(100, 'a')), 413},
    {"ChunkLongerThanSaid", chunked("3\r\nabcd\r\n0\r\n\r\n"), 400},
    {"ChunkShorterThanSaid", chunked("5\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkEndsInLineFeed", chunked("3\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkFollowedByLineFeed", chunked("3\r\nabc\n0\r\n\r\n"), 400},
};

}  // namespace tickerd::http::test
