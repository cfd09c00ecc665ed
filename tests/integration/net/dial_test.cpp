#include "net/dial.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client_fixture.hpp"

namespace tickerd::net {
namespace {

using Texts = std::vector<std::string>;

/// A name server that gives its answers one after the other, the last one for ever.
LookUp name_server(std::vector<Texts> answers) {
  const auto left = std::make_shared<std::vector<Texts>>(std::move(answers));
  return [left](const std::string&) -> Result<Addresses> {
    Addresses addresses;
    for (const auto& text : left->front()) addresses.push_back(asio::ip::make_address(text));
    if (left->size() > 1) left->erase(left->begin());
    return addresses;
  };
}

LookUp name_server(Texts answer) { return name_server(std::vector<Texts>(1, std::move(answer))); }

class DialTest : public testing::Test {
 public:
  Result<Connection> dial_name(LookUp names, bool allow_private = false) {
    Resolver resolver(pool, std::move(names));
    auto url = Url::parse(source.url_for("bank.example", "/"));
    return test::run(io, dial(resolver, tls, *url, allow_private, progress));
  }

  ScriptedSource source;
  asio::io_context io;
  asio::thread_pool pool{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  Progress progress;
};

TEST_F(DialTest, LeavesOutEveryAddressInside) {
  for (const auto* inside : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "224.0.0.1",
                             "::1", "::ffff:127.0.0.1", "fe80::1", "fd00::1", "::"}) {
    const auto connection = dial_name(name_server(Texts{inside}));
    ASSERT_FALSE(connection) << inside;
    EXPECT_EQ(connection.error().code, Errc::refused) << inside;
    EXPECT_THAT(connection.error().detail, HasSubstr("expected a public address, got"));
  }
  EXPECT_EQ(source.connections(), 0);
}

TEST_F(DialTest, ConnectsToAnAddressInsideWhenAllowed) {
  EXPECT_TRUE(dial_name(name_server(Texts{"127.0.0.1"}), true));
}

TEST_F(DialTest, TriesTheNextAddress) {
  // Nobody listens on 127.0.0.2 with this port: the source is bound to 127.0.0.1 alone.
  const auto connection = dial_name(name_server(Texts{"127.0.0.2", "127.0.0.1"}), true);
  EXPECT_TRUE(connection) << connection.error().detail;
}

TEST_F(DialTest, ConnectsToTheAddressItJudgedThoughTheNameChangesMeanwhile) {
  // The second answer is what a hostile name server would give to a second look-up.
  const auto connection = dial_name(name_server({Texts{"127.0.0.2"}, Texts{"127.0.0.1"}}), true);
  ASSERT_FALSE(connection);
  EXPECT_THAT(connection.error().detail, HasSubstr("from 127.0.0.2"));
  EXPECT_EQ(source.connections(), 0);
}

TEST_F(DialTest, FailsForANameWithoutAddresses) {
  const auto connection = dial_name(name_server(Texts{}));
  ASSERT_FALSE(connection);
  EXPECT_EQ(connection.error().code, Errc::unreachable);
}

using LocalName = Client;

TEST_F(LocalName, IsRefusedUnlessAllowed) {
  source.set("/", says("rates"));
  auto made = request("/");
  made.url = source.url_for("localhost", "/");
  const auto refused = fetch(made);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::refused);
  EXPECT_THAT(refused.error().detail,
              testing::StartsWith("localhost:" + std::to_string(source.port()) +
                                  ": expected a public address, got "));
  EXPECT_EQ(source.connections(), 0);

  made.allow_private = true;
  const auto allowed = fetch(made);
  ASSERT_TRUE(allowed) << allowed.error().detail;
  EXPECT_EQ(allowed->body, "rates");

  made.allow_private = false;  // the connection kept by the request before must not be used
  const auto again = fetch(made);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::refused);
}

}  // namespace
}  // namespace tickerd::net
