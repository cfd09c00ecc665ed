#include <string>

#include "client_fixture.hpp"

namespace tickerd::net {
namespace {

using test::redirect;
using RedirectTest = Client;

TEST_F(RedirectTest, IsFollowedOnTheSameHost) {
  source.set("/old", redirect("/a/middle?x=1", 301));
  source.set("/a/middle", redirect("new", 302));
  source.set("/a/new", redirect(source.url("/end"), 308));
  source.set("/end", says("rates"));
  const auto response = fetch("/old");
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "rates");
  EXPECT_EQ(response->url, source.url("/end"));
  EXPECT_EQ(source.connections(), 1);
}

TEST_F(RedirectTest, ToAnotherHostIsRefused) {
  struct Row {
    std::string location;
    std::string got;
  };
  const Row rows[] = {
      {"http://evil.example/?key=s3cret", "got one to evil.example"},
      {"//evil.example/", "got one to evil.example"},
      {source.url_for("localhost", "/"), "got one to localhost"},
      {source.url_for("127.0.0.2", "/"), "got one to 127.0.0.2"},
      {source.url_for("[::ffff:127.0.0.1]", "/"), "got one to [::ffff:127.0.0.1]"},
      {"http://127.0.0.1:1/", "same port, got one to 127.0.0.1:1; redirect_hosts permits it"},
      {"http://169.254.169.254/latest/meta-data", "got one to 169.254.169.254"},
      {"file:///etc/passwd", "got file"},
      {"http://me:s3cret@127.0.0.1/", "user information"},
  };
  for (const auto& row : rows) {
    source.set("/", redirect(row.location));
    const auto response = fetch("/");
    ASSERT_FALSE(response) << row.location;
    EXPECT_EQ(response.error().code, Errc::refused) << row.location;
    EXPECT_THAT(response.error().detail, testing::StartsWith(place() + ": "));
    EXPECT_THAT(response.error().detail, HasSubstr(row.got));
    EXPECT_THAT(response.error().detail, Not(HasSubstr("s3cret")));
  }
  EXPECT_EQ(source.requests("/"), 9);
}

TEST_F(RedirectTest, MayUpgradeToHttpsOnTheSameHost) {
  // Nobody answers there; that it was tried shows that it was allowed.
  source.set("/", redirect("https://127.0.0.1:1/"));
  const auto response = fetch("/");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::unreachable);
  EXPECT_THAT(response.error().detail, testing::StartsWith("127.0.0.1:1: "));
}

TEST_F(RedirectTest, InALoopEnds) {
  source.set("/a", redirect("/b"));
  source.set("/b", redirect("/a"));
  const auto response = fetch("/a");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::refused);
  EXPECT_EQ(response.error().detail, place() + ": expected at most 5 redirects, got more");
  EXPECT_EQ(source.requests("/a") + source.requests("/b"), 6);
}

TEST_F(RedirectTest, SharesTheTotalTime) {
  auto slow = redirect("/a");
  slow.delay = std::chrono::milliseconds(150);
  source.set("/a", slow);
  auto made = request("/a");
  made.timeout = std::chrono::milliseconds(400);
  const auto response = fetch(made);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::timeout);
}

TEST_F(RedirectTest, WithoutALocationIsAnAnswer) {
  Answer answer;
  answer.status = 302;
  source.set("/", answer);
  const auto response = fetch("/");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
}

TEST_F(RedirectTest, TurnsAPostIntoAGetOrKeepsIt) {
  struct Row {
    int status;
    const char* method;
    const char* body;
  };
  source.set("/end", says("rates"));
  for (const auto& row : {Row{301, "GET", ""}, Row{302, "GET", ""}, Row{303, "GET", ""},
                          Row{307, "POST", "ask"}, Row{308, "POST", "ask"}}) {
    source.set("/", redirect("/end", row.status));
    auto post = request("/");
    post.method = "POST";
    post.body = "ask";
    post.headers = {{"content-type", "text/plain"}};
    ASSERT_TRUE(fetch(post));
    EXPECT_EQ(source.last("/end").method, row.method) << row.status;
    EXPECT_EQ(source.last("/end").body, row.body) << row.status;
    EXPECT_EQ(source.last("/end").header("Content-Type").empty(), *row.body == '\0');
  }
}

struct ElsewhereTest : Client {
  /// Asks for "/", which leads to another host that answers "rates".
  Result<HttpResponse> fetch_over(HttpRequest asked, int status = 302) {
    there.set("/", says("rates"));
    source.set("/", redirect(there.url("/"), status));
    return fetch(std::move(asked));
  }
  std::string there_at() const { return "127.0.0.1:" + std::to_string(there.port()); }

  test::ScriptedSource there;
};

TEST_F(ElsewhereTest, IsReachedWhenItIsListed) {
  auto asked = request("/");
  asked.redirect_hosts = {"www.bank.example", there_at()};
  const auto response = fetch_over(asked);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "rates");
  EXPECT_EQ(response->url, there.url("/"));
}

TEST_F(ElsewhereTest, IsRefusedWhenOnlyItsHostIsListed) {
  auto asked = request("/");
  asked.redirect_hosts = {"127.0.0.1", "127.0.0.1:1"};
  const auto response = fetch_over(asked);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Errc::refused);
  EXPECT_EQ(there.connections(), 0);
}

TEST_F(ElsewhereTest, IsToldNoKey) {
  auto asked = request("/");
  asked.headers = {{"X-Api-Key", "s3cret"}, {"Authorization", "s3cret"}, {"Accept", "text/csv"}};
  asked.redirect_hosts = {there_at()};
  ASSERT_TRUE(fetch_over(asked));
  EXPECT_EQ(source.last("/").header("X-Api-Key"), "s3cret");
  EXPECT_EQ(there.last("/").header("X-Api-Key"), "");
  EXPECT_EQ(there.last("/").header("Authorization"), "");
  EXPECT_EQ(there.last("/").header("Accept"), "text/csv");
}

TEST_F(ElsewhereTest, IsSentNoBody) {
  auto post = request("/");
  post.method = "POST";
  post.body = "ask";
  post.redirect_hosts = {there_at()};
  const auto response = fetch_over(post, 307);
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().detail, HasSubstr("expected status 303, got 307"));
  EXPECT_EQ(there.connections(), 0);
  ASSERT_TRUE(fetch_over(post, 303));
  EXPECT_EQ(there.last("/").method, "GET");
}

TEST_F(ElsewhereTest, MayLeadBackHome) {
  there.set("/", redirect(source.url("/end")));
  source.set("/", redirect(there.url("/")));
  source.set("/end", says("rates"));
  auto asked = request("/");
  asked.redirect_hosts = {there_at()};
  const auto response = fetch(asked);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "rates");
}

}  // namespace
}  // namespace tickerd::net
