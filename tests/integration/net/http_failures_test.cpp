#include <chrono>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "client_fixture.hpp"

namespace tickerd::net {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class HttpFailures : public Client {
 public:
  /// Fetches and expects this failure; what it said.
  std::string expect_failure(HttpRequest made, Errc code) {
    const auto response = fetch(std::move(made));
    if (response) {
      ADD_FAILURE() << "got status " << response->status;
      return {};
    }
    EXPECT_EQ(response.error().code, code) << response.error().detail;
    EXPECT_THAT(response.error().detail, Not(HasSubstr("s3cret")));
    return response.error().detail;
  }
};

TEST_F(HttpFailures, ASilentServer) {
  Answer answer;
  answer.hang = true;
  source.set("/hang", answer);
  auto made = request("/hang?key=s3cret");
  made.timeout = 200ms;
  const auto begin = Clock::now();
  EXPECT_EQ(expect_failure(made, Errc::timeout),
            place() + ": expected an answer within 200ms, got none");
  EXPECT_GE(Clock::now() - begin, 200ms);
  EXPECT_LT(Clock::now() - begin, 5s);
  EXPECT_TRUE(is_idle());
}

TEST_F(HttpFailures, ASlowServerIsCutAtTheTotalTimeHoweverOftenBytesCome) {
  auto answer = says(std::string(10'000, 'x'));
  answer.byte_delay = 5ms;
  source.set("/slow", answer);
  auto made = request("/slow");
  made.timeout = 400ms;
  const auto begin = Clock::now();
  EXPECT_THAT(
      expect_failure(made, Errc::timeout),
      testing::MatchesRegex(place() + ": expected an answer within 400ms, got [0-9]+ bytes of it"));
  EXPECT_LT(Clock::now() - begin, 5s);
}

TEST_F(HttpFailures, ASlowServerThatIsDoneInTimeIsNoFailure) {
  auto answer = says("rates");
  answer.delay = 100ms;
  source.set("/late", answer);
  EXPECT_TRUE(fetch("/late"));
}

TEST_F(HttpFailures, AConnectionRefused) {
  asio::ip::tcp::acceptor closed(io, {asio::ip::address_v4::loopback(), 0});
  const auto port = closed.local_endpoint().port();
  closed.close();
  auto made = request("/");
  made.url = "http://127.0.0.1:" + std::to_string(port) + "/?key=s3cret";
  EXPECT_EQ(expect_failure(made, Errc::unreachable),
            "127.0.0.1:" + std::to_string(port) +
                ": expected a connection, got \"Connection refused\" from 127.0.0.1");
}

TEST_F(HttpFailures, AReset) {
  Answer answer;
  answer.reset = true;
  source.set("/reset", answer);
  EXPECT_EQ(expect_failure(request("/reset"), Errc::unreachable),
            place() + ": expected an answer, got \"Connection reset by peer\" after 0 bytes");
}

TEST_F(HttpFailures, ATruncatedBody) {
  auto answer = says(std::string(1000, 'x'));
  answer.missing = 400;
  source.set("/length", answer);
  answer.chunked = true;
  source.set("/chunked", answer);
  EXPECT_EQ(expect_failure(request("/length"), Errc::bad_document),
            place() + ": expected 1000 bytes of body, got 600 and then the end of the connection");
  EXPECT_EQ(
      expect_failure(request("/chunked"), Errc::bad_document),
      place() + ": expected a last chunk of body, got 600 and then the end of the connection");
}

TEST_F(HttpFailures, NoHttp) {
  Answer answer;
  answer.raw = "SSH-2.0-OpenSSH_9.2\r\n";
  source.set("/ssh", answer);
  EXPECT_THAT(expect_failure(request("/ssh"), Errc::bad_document),
              HasSubstr("expected an HTTP answer"));
}

TEST_F(HttpFailures, PlainTextCalledGzip) {
  auto answer = says("<html></html>");
  answer.headers.emplace_back("Content-Encoding", "gzip");
  source.set("/lie", answer);
  EXPECT_THAT(expect_failure(request("/lie"), Errc::bad_document), HasSubstr("content coding"));
}

TEST_F(HttpFailures, AnotherCoding) {
  auto answer = says("rates");
  answer.headers.emplace_back("Content-Encoding", "br");
  source.set("/br", answer);
  EXPECT_EQ(expect_failure(request("/br"), Errc::bad_document),
            place() + ": Content-Encoding: expected gzip or none, got \"br\"");
}

TEST_F(HttpFailures, TooLargeABody) {
  auto answer = says(std::string(2000, 'x'));
  source.set("/length", answer);
  answer.chunked = true;
  source.set("/chunked", answer);
  answer.chunked = false;
  answer.gzip = true;
  source.set("/gzip", answer);
  for (const auto* path : {"/length", "/chunked", "/gzip"}) {
    auto made = request(path);
    made.max_body_bytes = 1999;
    EXPECT_THAT(expect_failure(made, Errc::too_large), HasSubstr("at most 1999 bytes")) << path;
    made.max_body_bytes = 2000;
    EXPECT_TRUE(fetch(made)) << path;
  }
}

TEST_F(HttpFailures, AGzipBomb) {
  auto answer = says(std::string(64 * 1024 * 1024, '0'));
  answer.gzip = true;
  source.set("/bomb", answer);
  EXPECT_EQ(expect_failure(request("/bomb"), Errc::too_large),
            place() + ": inflated body: expected at most 8388608 bytes, got more");
}

TEST_F(HttpFailures, TooLongAHeader) {
  auto answer = says("rates");
  answer.headers.emplace_back("X", std::string(100'000, 'x'));
  source.set("/header", answer);
  EXPECT_THAT(expect_failure(request("/header"), Errc::too_large), HasSubstr("header"));
}

TEST_F(HttpFailures, TheNextRequestIsNotHarmed) {
  auto cut = says(std::string(1000, 'x'));
  cut.missing = 1;
  source.set("/cut", cut);
  source.set("/good", says("rates"));
  ASSERT_TRUE(fetch("/good"));
  ASSERT_FALSE(fetch("/cut"));
  const auto response = fetch("/good");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "rates");
}

TEST_F(HttpFailures, ABadUrl) {
  auto made = request("/");
  for (const auto* url : {"file:///etc/passwd", "http://me:s3cret@127.0.0.1/"}) {
    made.url = url;
    expect_failure(made, Errc::refused);
  }
  for (const auto* url : {"", "127.0.0.1/?key=s3cret", "http://127.1/", "http://2130706433/"}) {
    made.url = url;
    expect_failure(made, Errc::bad_argument);
  }
}

}  // namespace
}  // namespace tickerd::net
