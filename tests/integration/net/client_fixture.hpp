#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/http_client.hpp"
#include "support/run.hpp"
#include "support/scripted_source.hpp"

namespace tickerd::net {

using test::Answer;
using test::ScriptedSource;
using testing::HasSubstr;
using testing::Not;

/// An HTTP client on a loop of its own, and a scripted source to ask.
class Client : public testing::Test {
 public:
  HttpRequest request(std::string_view path) const {
    HttpRequest made;
    made.url = source.url(path);
    made.timeout = std::chrono::seconds(5);
    return made;
  }
  Result<HttpResponse> fetch(HttpRequest made) {
    return test::run(io, client.fetch(std::move(made)));
  }
  Result<HttpResponse> fetch(std::string_view path) { return fetch(request(path)); }

  /// "127.0.0.1:PORT", as errors say it.
  std::string place() const { return "127.0.0.1:" + std::to_string(source.port()); }
  /// Whether nothing is left to be done on the loop.
  bool is_idle() {
    io.restart();
    io.poll();
    return io.stopped();
  }

  ScriptedSource source;
  asio::io_context io;
  asio::thread_pool pool{1};
  HttpClient client{io.get_executor(), pool};
};

/// Sets a body and returns the rest of a 200.
inline Answer says(std::string body) {
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

}  // namespace tickerd::net
