#include "http/operations.hpp"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/run.hpp"

namespace tickerd::http {
namespace {

/// Holds TMT/USD back until it is released.
class Held final : public OperationsSource {
 public:
  bool ready() const override { return true; }
  bool draining() const override { return false; }
  net::asio::awaitable<HealthReport> health() override { co_return HealthReport{}; }
  net::asio::awaitable<std::string> metrics() override { co_return "up 1\n"; }
  net::asio::awaitable<Response> explain(Request request) override {
    co_return text_response(200, "application/json",
                            std::string(request.parameter("pair").value_or("")));
  }
  net::asio::awaitable<rates::Result<std::string>> release(rates::CurrencyPair pair) override {
    if (leaving) co_return rates::fail(rates::Errc::cancelled, "on its way out");
    if (pair.text() != "TMT/USD" || released) {
      co_return rates::fail(rates::Errc::not_found, pair.text() + ": nothing of it is held");
    }
    released = true;
    co_return std::string(R"({"pair":"TMT/USD"})");
  }

  bool released = false;
  bool leaving = false;
};

class OperationsRelease : public testing::Test {
 protected:
  Response ask(std::string method, std::string pair, Fields headers = {}) {
    Request request;
    request.method = std::move(method);
    request.path = "/release";
    request.query = {{"pair", std::move(pair)}};
    request.headers = std::move(headers);
    net::asio::io_context io{1};
    return tickerd::test::run(io, operations.answer(std::move(request)));
  }

  Held source;
  Operations operations{source};
};

TEST_F(OperationsRelease, LetsAHeldValueOutOnce) {
  const auto released = ask("POST", "TMT/USD");
  EXPECT_EQ(released.status, 200);
  EXPECT_EQ(*released.body, R"({"pair":"TMT/USD"})");
  EXPECT_EQ(released.header("Cache-Control"), "no-store");
  const auto again = ask("POST", "TMT/USD");
  EXPECT_EQ(again.status, 404);
  EXPECT_TRUE(again.body->contains("nothing of it is held"));
}

TEST_F(OperationsRelease, RefusesEverythingElse) {
  EXPECT_EQ(ask("GET", "TMT/USD").status, 405);
  EXPECT_EQ(ask("GET", "TMT/USD").header("Allow"), "POST");
  EXPECT_EQ(ask("POST", "TMT").status, 400);
  EXPECT_EQ(ask("POST", "TMT/USD", {{"origin", "https://a.example"}}).status, 403);
  EXPECT_EQ(ask("POST", "TMT/USD", {{"origin", "null"}}).status, 403);
  source.leaving = true;
  EXPECT_EQ(ask("POST", "TMT/USD").status, 503);
  EXPECT_FALSE(source.released);
}

}  // namespace
}  // namespace tickerd::http
